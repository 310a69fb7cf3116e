/* SPDX-License-Identifier: ISC */
/*
 * The parent's walls; see profile.h.  Nothing is exec'd, and no path opened but
 * those of the configuration, for reading, those of overlays, where an export
 * keeps its clients' writes on the disk, and files of the log, for appending.
 */
#include "profile.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/log_file.h"

static const struct bw_syscall_row own_rows[] = {
    {SCMP_SYS(wait4), "ends of masters"},
    {SCMP_SYS(shutdown), "ending a child in its first second"},
    {SCMP_SYS(sendto), "syslog and the service manager, both connected"},
    {SCMP_SYS(writev), "the log file"},
    {SCMP_SYS(accept4), "who asks at the control socket, or for metrics"},
    {SCMP_SYS(recvfrom), "throwing away what asks for metrics: no buffer", 1,
	{{1, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(getsockopt), "who that is", 1, {{1, SCMP_CMP_EQ, SOL_SOCKET}}},
};

/* Only with a configuration that can be read again. */
static const struct bw_syscall_row reload_rows[] = {
    {SCMP_SYS(fstat), "that a file of the configuration is one"},
    {SCMP_SYS(getdents64), "what lies in conf.d"},
    {SCMP_SYS(memfd_create), "the next workers' configuration"},
    {SCMP_SYS(fcntl), "its seals", 1, {{1, SCMP_CMP_EQ, F_ADD_SEALS}}},
    {SCMP_SYS(fcntl), "its seals", 1, {{1, SCMP_CMP_EQ, F_GET_SEALS}}},
    {SCMP_SYS(lseek), "that images hold the parts that are exported", 1,
	{{2, SCMP_CMP_EQ, SEEK_END}}},
};

/* Only with overlays on the disk. */
static const struct bw_syscall_row overlay_rows[] = {
    {SCMP_SYS(openat), "overlays; Landlock leaves their directory only"},
    {SCMP_SYS(unlinkat), "overlays that are dropped"},
    {SCMP_SYS(newfstatat), "sizes of overlays, versions of images"},
    {SCMP_SYS(lseek), "sizes of block devices", 1,
	{{2, SCMP_CMP_EQ, SEEK_END}}},
};

/* Only with menu_multicast. */
static const struct bw_syscall_row group_rows[] = {
    {SCMP_SYS(setsockopt), "joining the group on interfaces that appear", 2,
	{{1, SCMP_CMP_EQ, IPPROTO_IP}, {2, SCMP_CMP_EQ, IP_ADD_MEMBERSHIP}}},
};

/* Only with a token or https of fetchd's. */
static const struct bw_syscall_row fetch_rows[] = {
    {SCMP_SYS(newfstatat), "whether a file of fetchd's was replaced"},
    {SCMP_SYS(fstat), "whose a token is"},
    {SCMP_SYS(pread64), "whether a token is one"},
};

/* two for the configuration, one for the certificate, and fetchd's */
#define N_OPENAT (3 + BW_N_FETCH_FILES)

_Static_assert(ARRAY_LEN(own_rows) + ARRAY_LEN(reload_rows) + N_OPENAT +
		       ARRAY_LEN(overlay_rows) + ARRAY_LEN(group_rows) +
		       ARRAY_LEN(fetch_rows) + PROFILE_LOGS_MAX <=
		   PROFILE_ROWS_MAX,
    "room for all rows");

static void
add(struct profile *out, const struct bw_syscall_row *rows, size_t n)
{
	memcpy(out->rows + out->walls.n_rows, rows, n * sizeof(*rows));
	out->walls.n_rows += n;
}

static void
add_openat(struct profile *out, const char *why, int directory, unsigned flags)
{
	const struct bw_syscall_row row = {
	    .number = SCMP_SYS(openat),
	    .why = why,
	    .n_args = 2,
	    .args = {{0, SCMP_CMP_EQ, (scmp_datum_t)directory},
		{2, SCMP_CMP_EQ, flags}},
	};

	add(out, &row, 1);
}

/* What a reload reads. */
static void
add_config(struct profile *out, int directory, bool lists)
{
	static const char why[] = "the configuration, from its directory";

	add(out, reload_rows, ARRAY_LEN(reload_rows));
	add_openat(out, why, directory, PROFILE_FILE_FLAGS);
	if (lists) {
		add_openat(out, why, directory, PROFILE_DIRECTORY_FLAGS);
	}
	out->paths[out->walls.n_paths++] = (struct bw_confine_path){
	    .fd = directory,
	    .access = BW_CONFINE_READ | (lists ? BW_CONFINE_LIST : 0u),
	};
}

/* What there is when a reload comes. */
static void
add_directory(struct profile *out, const char *why, int directory)
{
	add_openat(out, why, directory, PROFILE_FILE_FLAGS);
	out->paths[out->walls.n_paths++] = (struct bw_confine_path){
	    .fd = directory, .access = BW_CONFINE_READ};
}

/* A log that was moved away is begun anew. */
static void
add_log(struct profile *out, int directory)
{
	const struct bw_syscall_row row = {
	    .number = SCMP_SYS(openat),
	    .why = "a log that was moved away, in its directory",
	    .n_args = 3,
	    .args = {{0, SCMP_CMP_EQ, (scmp_datum_t)directory},
		{2, SCMP_CMP_EQ, BW_LOG_FILE_FLAGS},
		{3, SCMP_CMP_EQ, BW_LOG_FILE_MODE}},
	};

	add(out, &row, 1);
	out->paths[out->walls.n_paths++] = (struct bw_confine_path){
	    .fd = directory, .access = BW_CONFINE_APPEND};
}

void
profile_fill(struct profile *out, const struct profile_needs *needs)
{
	out->walls = (struct bw_confine){
	    .rows = out->rows,
	    .paths = out->paths,
	    .max_files = 4096, /* a channel per child, an image per export */
	    .max_file_size = UINT64_MAX, /* the log file grows */
	};
	add(out, own_rows, ARRAY_LEN(own_rows));
	if (needs->config_directory >= 0) {
		add_config(
		    out, needs->config_directory, needs->lists_directory);
	}
	if (needs->certificate_directory >= 0) {
		add_directory(out, "the certificate, from its directory",
		    needs->certificate_directory);
	}
	for (size_t i = 0; i < needs->n_fetch_directories; i++) {
		add_directory(out, "a file of fetchd's, from its directory",
		    needs->fetch_directories[i]);
	}
	if (needs->n_fetch_directories > 0) {
		add(out, fetch_rows, ARRAY_LEN(fetch_rows));
	}
	if (needs->overlays != NULL) {
		out->paths[out->walls.n_paths++] = *needs->overlays;
		add(out, overlay_rows, ARRAY_LEN(overlay_rows));
	}
	if (needs->joins_group) {
		add(out, group_rows, ARRAY_LEN(group_rows));
	}
	for (size_t i = 0; i < needs->n_logs; i++) {
		add_log(out, needs->logs[i]);
	}
}
