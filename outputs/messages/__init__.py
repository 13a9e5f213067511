"""The words of messages to units, reviewers and the analyst; 消息."""
