"""The steps that are measured in children: ours, and the floor that each is compared with."""
