import type { NextConfig } from "next";

// A static export: the backend serves it on one machine, Cloud Storage in production.
const config: NextConfig = {
  output: "export",
  reactStrictMode: true,
  devIndicators: false,
  // `npm run typecheck` is part of `make lint`; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
