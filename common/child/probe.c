/* SPDX-License-Identifier: ISC */
/* Attempts on the walls from inside; see probe.h.  Never in a release. */
#include "child/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base.h"
#include "child/life.h"

static pid_t master_pid;

static long
open_shadow(void)
{
	return open("/etc/shadow", O_RDONLY | O_CLOEXEC);
}

static long
open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long
create_file(void)
{
	return open("/probe", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long
socket_inet(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = 0x1600};

	/* Where making one is allowed (fetchd), it must lead nowhere useful:
	 * port 22 of this host. */
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return fd < 0 ? fd : connect(fd, (struct sockaddr *)&sin, sizeof(sin));
}

static long
socket_udp(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = 0x3500};

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return fd < 0 ? fd
		      : sendto(fd, "x", 1, 0, (struct sockaddr *)&sin,
			    sizeof(sin));
}

static long
socket_unix(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un sun = {
	    .sun_family = AF_UNIX, .sun_path = "/dev/log"};

	return fd < 0 ? fd : connect(fd, (struct sockaddr *)&sun, sizeof(sun));
}

static long
socket_packet(void)
{
	return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long
bind_inet(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = 0x5000};

	return bind(BW_CHAN_FD, (struct sockaddr *)&sin, sizeof(sin));
}

static long
exec_shell(void)
{
	return execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
}

static long
exec_self(void)
{
	return execl(BW_JAIL_PROGRAM, "x", (char *)NULL);
}

static long
do_fork(void)
{
	long pid = syscall(SYS_fork);

	if (pid == 0) {
		_exit(0);
	}
	return pid;
}

static long
ptrace_master(void)
{
	return ptrace(PTRACE_ATTACH, master_pid, NULL, NULL);
}

static long
kill_master(void)
{
	return kill(master_pid, 0);
}

static long
read_master(void)
{
	char byte;
	struct iovec local = {.iov_base = &byte, .iov_len = 1};
	struct iovec remote = {.iov_base = &master_pid, .iov_len = 1};

	return process_vm_readv(master_pid, &local, 1, &remote, 1, 0);
}

static long
become_root(void)
{
	return setuid(0);
}

static long
user_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static long
mount_tmpfs(void)
{
	return mount("none", "/", "tmpfs", 0, NULL);
}

static long
leave_root(void)
{
	return chroot("/");
}

static long
map_executable(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? -1 : 0;
}

static long
io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL);
}

static long
bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

/* Even of what is no directory, for the filter comes before the descriptor. */
static long
read_directory(void)
{
	uint8_t buf[512];

	return syscall(SYS_getdents64, BW_CHAN_FD, buf, sizeof(buf));
}

static const struct {
	const char *name;
	long (*try)(void);
} acts[] = {
    {"open-shadow", open_shadow},
    {"open-passwd", open_passwd},
    {"create-file", create_file},
    {"connect-tcp", socket_inet},
    {"send-udp", socket_udp},
    {"connect-unix", socket_unix},
    {"packet-socket", socket_packet},
    {"bind", bind_inet},
    {"exec-shell", exec_shell},
    {"exec-self", exec_self},
    {"fork", do_fork},
    {"ptrace-master", ptrace_master},
    {"kill-master", kill_master},
    {"read-master", read_master},
    {"become-root", become_root},
    {"user-namespace", user_namespace},
    {"mount", mount_tmpfs},
    {"chroot", leave_root},
    {"map-executable", map_executable},
    {"io-uring", io_uring},
    {"bpf", bpf},
    {"read-directory", read_directory},
};

const char *
bw_probe_act_str(uint32_t act)
{
	return act < ARRAY_LEN(acts) ? acts[act].name : NULL;
}

void
bw_probe_prepare(void)
{
	master_pid = getppid();
}

void
bw_probe_try(const struct bw_msg *msg)
{
	struct bw_msg answer = {.type = BW_MSG_PROBE_TRIED};

	BW_ASSERT(msg->u.probe.act < ARRAY_LEN(acts));
	answer.u.probe.act = msg->u.probe.act;
	answer.u.probe.result = acts[msg->u.probe.act].try() < 0 ? -errno : 0;
	bw_life_send(&answer, -1);
}
