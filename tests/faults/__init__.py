"""What happens when a process is killed, the power goes, a disk is full or a clock jumps."""
