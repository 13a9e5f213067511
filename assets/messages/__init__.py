"""What there is to say, to whom, and what was said; 该发的消息."""
