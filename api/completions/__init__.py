"""The assistant as a chat model: what programs made for the OpenAI interface send and understand."""
