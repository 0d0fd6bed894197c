// What the names of network interfaces tell. Rules C4, N25.

/** Bridges of containers and virtual machines, and tunnels, which no phone nearby can reach. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vbox|vEthernet|bridge|cni|podman|lxc|tun|tap|utun|wg|zt|tailscale)/;

export const isVirtualInterface = (name: string): boolean => VIRTUAL.test(name);
