import { describe, expect, test } from "bun:test";
import { type ContainerFacts, hasOwnContainerNetwork } from "./container-network.ts";

const machine: ContainerFacts = {
  hasMarkerFile: false,
  hasKubernetes: false,
  controlGroups: "0::/user.slice/user-1000.slice/session-2.scope\n",
  hasNetworkDevice: true,
};
const id = "3f4e9c1d2b7a".repeat(5);

describe("a container with a network of its own", () => {
  const containers: [string, Partial<ContainerFacts>][] = [
    ["Docker's or Podman's file", { hasMarkerFile: true }],
    ["Kubernetes' variable", { hasKubernetes: true }],
    ["Docker's group", { controlGroups: `12:pids:/docker/${id}\n0::/\n` }],
    ["Docker's group under systemd", { controlGroups: `0::/system.slice/docker-${id}.scope\n` }],
    ["Podman's group", { controlGroups: `0::/user.slice/user-1000.slice/libpod-${id}.scope/container\n` }],
    [
      "Kubernetes' group",
      { controlGroups: `0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-${id}.scope\n` },
    ],
  ];
  test.each(containers)("C8: is known by %s", (_, facts) => {
    expect(hasOwnContainerNetwork({ ...machine, ...facts, hasNetworkDevice: false })).toBe(true);
  });

  test.each(containers)("C8: %s, with a network device: the network is the host's", (_, facts) => {
    expect(hasOwnContainerNetwork({ ...machine, ...facts })).toBe(false);
  });

  const machines: [string, string][] = [
    ["a session", machine.controlGroups],
    ["a service", "0::/system.slice/mayfly.service\n"],
    ["Docker itself", "0::/system.slice/docker.service\n"],
    ["a program of that name", "0::/user.slice/user-1000.slice/app.slice/app-docker-desktop-4242.scope\n"],
    ["LXC", "0::/lxc/chat\n"],
    ["nothing", ""],
  ];
  test.each(machines)("C8: is not %s, also without a network device", (_, controlGroups) => {
    expect(hasOwnContainerNetwork({ ...machine, controlGroups, hasNetworkDevice: false })).toBe(false);
  });
});
