/* SPDX-License-Identifier: ISC */
/* The files of the cache; see store.h. */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#define NAME_MAX_LEN 24
#define NAME_DIGITS  16
/* What the disk is asked to begin with at once. */
#define SYNC_STEP (UINT64_C(8) << 20)

static int store_fd = -1;

static const char *
name_of(uint64_t number, char out[NAME_MAX_LEN])
{
	(void)snprintf(out, NAME_MAX_LEN, "%016" PRIx64, number);
	return out;
}

static int
open_number(uint64_t number, unsigned flags)
{
	char name[NAME_MAX_LEN];
	struct open_how how = {
	    .flags = flags | O_CLOEXEC | O_NOCTTY,
	    .mode = (flags & O_CREAT) != 0 ? 0600 : 0,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long fd = syscall(
	    SYS_openat2, store_fd, name_of(number, name), &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

int
fetch_store_create(uint64_t number)
{
	return open_number(number, O_RDWR | O_CREAT | O_EXCL);
}

int
fetch_store_read(uint64_t number)
{
	return open_number(number, O_RDONLY);
}

void
fetch_store_remove(uint64_t number)
{
	char name[NAME_MAX_LEN];

	/* If it cannot be, it is found at the next start. */
	(void)unlinkat(store_fd, name_of(number, name), 0);
}

static int
write_all(int fd, const uint8_t *bytes, size_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, (off_t)at);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n > 0) {
			bytes += n;
			at += (uint64_t)n;
			len -= (size_t)n;
		}
	}
	return 0;
}

int
fetch_store_write(int fd, const void *bytes, size_t len, uint64_t at)
{
	int error = write_all(fd, bytes, len, at);

	if (error == 0 && at / SYNC_STEP != (at + len) / SYNC_STEP) {
		/* An advice: the end finds out whether it was followed. */
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	return error;
}

int
fetch_store_finish(int fd, const struct fetch_record *record)
{
	uint8_t bytes[FETCH_RECORD_MAX];
	size_t len = fetch_record_build(record, bytes);

	/* A record without its contents would be a lie after a power cut. */
	if (fdatasync(fd) != 0) {
		return -errno;
	}
	return write_all(fd, bytes, len, record->size);
}

static int
read_record(int fd, struct fetch_record *out)
{
	uint8_t tail[FETCH_RECORD_MAX];
	struct stat status;
	size_t len = sizeof(tail);
	ssize_t n;

	if (syscall(SYS_fstat, fd, &status) != 0) {
		return -errno;
	}
	if (status.st_size < (off_t)len) {
		len = (size_t)status.st_size;
	}
	n = pread(fd, tail, len, status.st_size - (off_t)len);
	if (n < 0 || (size_t)n != len) {
		return -EIO;
	}
	return fetch_record_parse(tail, len, (uint64_t)status.st_size, out);
}

/* The number of a name, or 0. */
static uint64_t
number_of(const char *name)
{
	uint64_t number = 0;

	if (strlen(name) != NAME_DIGITS) {
		return 0;
	}
	for (; *name != '\0'; name++) {
		if (bw_text_hex(*name) < 0) {
			return 0;
		}
		number = number << 4 | (uint64_t)bw_text_hex(*name);
	}
	return number;
}

static void
look_at(uint64_t number, fetch_store_found *found, void *arg)
{
	static struct fetch_record record; /* large */
	int fd = fetch_store_read(number);
	int error = fd < 0 ? fd : read_record(fd, &record);

	if (fd >= 0) {
		(void)close(fd); /* read only */
	}
	if (error == 0) {
		found(arg, number, &record);
	} else {
		fetch_store_remove(number);
	}
}

int
fetch_store_open(int dir_fd, fetch_store_found *found, void *arg)
{
	int copy = dup(dir_fd);
	DIR *directory = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	store_fd = dir_fd;
	if (directory == NULL) {
		return -errno;
	}
	rewinddir(directory); /* an earlier worker has read it to its end */
	while ((entry = readdir(directory)) != NULL) {
		uint64_t number = number_of(entry->d_name);

		if (number != 0) {
			look_at(number, found, arg);
		}
	}
	(void)closedir(directory); /* and copy */
	return 0;
}
