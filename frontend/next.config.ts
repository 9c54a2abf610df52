import type { NextConfig } from "next";

// A static export: the backend serves it on one machine, Cloud Storage in production.
const config: NextConfig = {
  output: "export",
  trailingSlash: true,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
