"""The assistant as tools for programs that speak the Model Context Protocol; needs the extra `mcp`."""
