// Writes the configuration of each proxy as its manual has it, and spoils it where a fault is asked for.
import { type ProxyName, type ProxyPlan, pathOf } from "./placement.ts";

/** How long a spoiled proxy lets a connection be silent. */
export const IDLE_CUT_SECONDS = 3;
const BODY_LIMIT = "1m";
/** nginx hands on what fits in no buffer, but what it compresses it holds back until there is much of it. */
const HELD_BACK = "proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_proxied any; gzip_types text/event-stream;";

function nginx(plan: ProxyPlan): string {
  const { port, serverPort, folder, scheme, prefix, certificate, faults = [] } = plan;
  const has = (fault: (typeof faults)[number]) => faults.includes(fault);
  const path = pathOf(plan);
  const tls = scheme === "https" ? `ssl_certificate ${certificate.cert}; ssl_certificate_key ${certificate.key};` : "";
  const proto = has("wrong scheme") ? "http" : "$scheme";
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  server {
    listen 127.0.0.1:${port}${scheme === "https" ? " ssl" : ""};
    ${tls}
    client_max_body_size ${has("body limit") ? BODY_LIMIT : "0"};
    ${prefix === "stripped" ? `location = ${path} { absolute_redirect off; return 307 ${path}/; }` : ""}
    location ${path === "" ? "/" : path} {
      proxy_pass http://127.0.0.1:${serverPort};
      ${prefix === "stripped" ? `rewrite ^${path}(/.*)$ $1 break;` : ""}
      proxy_http_version 1.1;
      proxy_set_header Host ${has("host without port") ? "$host" : "$http_host"};
      ${has("no upgrade") ? "" : "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;"}
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto ${proto};
      ${prefix === "kept, by header" ? `proxy_set_header X-Forwarded-Prefix ${path};` : ""}
      ${has("buffering") ? HELD_BACK : ""}
      proxy_read_timeout ${has("idle cut") ? IDLE_CUT_SECONDS : 3600}s;
    }
  }
}
`;
}

function caddy(plan: ProxyPlan): string {
  const { port, serverPort, scheme, prefix, certificate } = plan;
  const path = pathOf(plan);
  const upstream = `reverse_proxy 127.0.0.1:${serverPort}`;
  const routes = {
    none: upstream,
    stripped: `redir ${path} ${path}/ 307\n  handle_path ${path}/* {\n    ${upstream}\n  }`,
    "kept, by base path": upstream,
    "kept, by header": `${upstream} {\n    header_up X-Forwarded-Prefix ${path}\n  }`,
  };
  return `
{
  admin off
  auto_https off
}
${scheme}://:${port} {
  bind 127.0.0.1
  ${scheme === "https" ? `tls ${certificate.cert} ${certificate.key}` : ""}
  ${routes[prefix]}
}
`;
}

function haproxy(plan: ProxyPlan): string {
  const { port, serverPort, scheme, prefix, certificate } = plan;
  const path = pathOf(plan);
  const rules = {
    none: "",
    stripped: `http-request redirect code 307 location ${path}/ if { path ${path} }\n  http-request replace-path ${path}(/.*) \\1`,
    "kept, by base path": "",
    "kept, by header": `http-request set-header X-Forwarded-Prefix ${path}`,
  };
  return `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
frontend front
  bind 127.0.0.1:${port}${scheme === "https" ? ` ssl crt ${certificate.both}` : ""}
  option forwardfor
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  ${rules[prefix]}
  default_backend mayfly
backend mayfly
  server mayfly 127.0.0.1:${serverPort}
`;
}

type ProxyProgram = {
  readonly writeConfig: (plan: ProxyPlan) => string;
  /** What runs the program in the foreground. */
  readonly command: (configFile: string, folder: string) => string[];
  readonly debianPackage: string;
};

export const PROXY_PROGRAMS: Readonly<Record<ProxyName, ProxyProgram>> = {
  nginx: {
    writeConfig: nginx,
    command: (file, folder) => ["nginx", "-p", folder, "-c", file],
    debianPackage: "nginx-light",
  },
  caddy: {
    writeConfig: caddy,
    command: (file) => ["caddy", "run", "--adapter", "caddyfile", "--config", file],
    debianPackage: "caddy",
  },
  haproxy: {
    writeConfig: haproxy,
    command: (file) => ["haproxy", "-db", "-f", file],
    debianPackage: "haproxy",
  },
};
