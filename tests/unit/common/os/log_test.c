/* SPDX-License-Identifier: ISC */
/* The log: one call, one line; limits; where lines go. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/os/forked.h"
#include "ipc/msg.h"
#include "os/clock.h"
#include "os/jail.h"
#include "os/log.h"
#include "os/log_file.h"
#include "unit.h"

static char last[BW_LINE_MAX + 1];
static enum bw_log_level last_level;
static unsigned n_lines;

static void
keep(enum bw_log_level level, const char *line)
{
	ck_assert_uint_lt(strlen(line), BW_LINE_MAX);
	(void)snprintf(last, sizeof(last), "%s", line);
	last_level = level;
	n_lines++;
}

static void
setup(void)
{
	bw_log_init("tftpd", keep);
}

START_TEST(bw_log_begins_with_the_name)
{
	bw_log(BW_LOG_LEVEL_WARNING, "peer=%s n=%d", "10.0.0.7", 5);
	ck_assert_str_eq(last, "tftpd: peer=10.0.0.7 n=5");
	ck_assert_int_eq(last_level, BW_LOG_LEVEL_WARNING);
}
END_TEST

START_TEST(bw_log_as_begins_with_another_name)
{
	bw_log_as("nbdd", BW_LOG_LEVEL_INFO, "x=%d", 1);
	ck_assert_str_eq(last, "nbdd: x=1");
	/* Another's level is not ours. */
	bw_log_as("nbdd", BW_LOG_LEVEL_DEBUG, "x=%d", 2);
	ck_assert_uint_eq(n_lines, 2);
}
END_TEST

START_TEST(bw_log_drops_what_is_above_the_level)
{
	ck_assert_int_eq(bw_log_get_level(), BW_LOG_LEVEL_INFO);
	bw_log(BW_LOG_LEVEL_DEBUG, "x");
	bw_log(BW_LOG_LEVEL_NONE, "x");
	ck_assert_uint_eq(n_lines, 0);
	bw_log(BW_LOG_LEVEL_INFO, "x");
	ck_assert_uint_eq(n_lines, 1);
	bw_log_set_level(BW_LOG_LEVEL_DEBUG);
	bw_log(BW_LOG_LEVEL_DEBUG, "x");
	ck_assert_uint_eq(n_lines, 2);
	bw_log_set_level(BW_LOG_LEVEL_NONE);
	bw_log(BW_LOG_LEVEL_ERR, "x");
	ck_assert_uint_eq(n_lines, 2);
}
END_TEST

START_TEST(bw_log_cuts_at_the_end_of_a_line)
{
	static char text[2 * BW_LINE_MAX];

	memset(text, 'x', sizeof(text) - 1);
	bw_log(BW_LOG_LEVEL_INFO, "%s", text);
	ck_assert_uint_eq(strlen(last), BW_LINE_MAX - 1);
	text[BW_LINE_MAX - 1 - strlen("tftpd: ")] = '\0';
	bw_log(BW_LOG_LEVEL_INFO, "%s", text);
	ck_assert_uint_eq(strlen(last), BW_LINE_MAX - 1);
	text[BW_LINE_MAX - 2 - strlen("tftpd: ")] = '\0';
	bw_log(BW_LOG_LEVEL_INFO, "%s", text);
	ck_assert_uint_eq(strlen(last), BW_LINE_MAX - 2);
}
END_TEST

START_TEST(bw_log_keeps_one_line_one_line)
{
	bw_log(BW_LOG_LEVEL_INFO, "a\nb\x1b[31mc\x7f");
	ck_assert_str_eq(last, "tftpd: a?b?[31mc?");
}
END_TEST

START_TEST(bw_log_limited_counts_what_it_held_back)
{
	struct bw_log_limit limit = {.interval_ms = 60, .burst = 3};
	uint64_t begun_ms = bw_clock_ms();

	for (int i = 0; i < 10; i++) {
		bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "i=%d", i);
	}
	if (bw_clock_ms() - begun_ms >= 60) {
		return; /* too busy a machine to say anything */
	}
	ck_assert_uint_eq(n_lines, 3);
	ck_assert_str_eq(last, "tftpd: i=2");
	(void)usleep(70000);
	bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "next");
	ck_assert_str_eq(last, "tftpd: next held=7");
	ck_assert_uint_eq(limit.held, 0);
}
END_TEST

START_TEST(bw_log_limited_has_a_default_burst)
{
	struct bw_log_limit limit = {0};

	for (int i = 0; i < 100; i++) {
		bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "x");
	}
	ck_assert_uint_eq(n_lines, 5);
}
END_TEST

START_TEST(bw_log_limited_never_saves_up_more_than_a_burst)
{
	struct bw_log_limit limit = {.interval_ms = 1, .burst = 2};
	unsigned before;

	bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "x");
	(void)usleep(50000);
	limit.interval_ms = 100000;
	limit.due_ms = 0; /* long ago */
	before = n_lines;
	for (int i = 0; i < 10; i++) {
		bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "x");
	}
	ck_assert_uint_eq(n_lines - before, 2);
}
END_TEST

START_TEST(bw_log_limited_counts_even_in_a_long_line)
{
	static char text[2 * BW_LINE_MAX];
	struct bw_log_limit limit = {.held = 4294967295u};

	memset(text, 'x', sizeof(text) - 1);
	bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "%s", text);
	ck_assert_uint_eq(strlen(last), BW_LINE_MAX - 1);
	ck_assert_ptr_nonnull(strstr(last, "x held=4294967295"));
}
END_TEST

START_TEST(bw_log_limited_does_not_count_what_the_level_drops)
{
	struct bw_log_limit limit = {.burst = 1};

	bw_log_limited(&limit, BW_LOG_LEVEL_DEBUG, "x");
	bw_log_limited(&limit, BW_LOG_LEVEL_DEBUG, "x");
	bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "y");
	ck_assert_str_eq(last, "tftpd: y");
}
END_TEST

/* What a descriptor's file holds. */
static const char *
content(const char *path)
{
	static char text[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	ck_assert_int_ge(n, 0);
	ck_assert_int_eq(close(fd), 0);
	text[n] = '\0';
	return text;
}

static void
log_into(const char *path)
{
	static struct bw_log_file file;

	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	bw_log_set_file(&file);
}

START_TEST(bw_log_to_file_dates_and_appends)
{
	char path[] = "/tmp/bw-log-XXXXXX";
	const char *text;
	struct stat status;
	int year, month, day, n = 0;

	ck_assert_int_ge(mkstemp(path), 0);
	ck_assert_int_eq(unlink(path), 0);
	log_into(path);
	bw_log_to_file(BW_LOG_LEVEL_INFO, "tftpd: one");
	log_into(path);
	bw_log_to_file(BW_LOG_LEVEL_INFO, "tftpd: two");
	text = content(path);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777 & ~0640u, 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(
	    sscanf(text, "%4d-%2d-%2dT%*2d:%*2d:%*2d.%*3dZ tftpd: one%n", &year,
		&month, &day, &n),
	    3);
	ck_assert_int_eq(n, 35);
	ck_assert_str_eq(text + n + 1 + 25, "tftpd: two\n");
}
END_TEST

START_TEST(bw_log_to_file_agrees_with_the_calendar)
{
	char path[] = "/tmp/bw-log-XXXXXX";
	char expected[32];
	struct timespec before, after; /* time(2) lags behind by a tick */
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	do { /* until both fall into one second */
		ck_assert_int_eq(ftruncate(fd, 0), 0);
		log_into(path);
		(void)clock_gettime(CLOCK_REALTIME, &before);
		bw_log_to_file(BW_LOG_LEVEL_INFO, "x");
		(void)clock_gettime(CLOCK_REALTIME, &after);
	} while (before.tv_sec != after.tv_sec);
	ck_assert_uint_gt(strftime(expected, sizeof(expected),
			      "%Y-%m-%dT%H:%M:%S.", gmtime(&before.tv_sec)),
	    0);
	ck_assert_int_eq(strncmp(content(path), expected, strlen(expected)), 0);
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

/* Make stderr a new file; a second run finds JOURNAL_STREAM naming it. */
static void
stderr_to(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
}

START_TEST(bw_log_to_stderr_marks_levels_for_the_journal_only)
{
	char path[] = "/tmp/bw-log-XXXXXX", stream[64];
	struct stat status;

	ck_assert_int_ge(mkstemp(path), 0);
	stderr_to(path);
	bw_log_init("x", NULL);
	bw_log(BW_LOG_LEVEL_ERR, "plain");
	ck_assert_str_eq(content(path), "x: plain\n");
	ck_assert_int_eq(setenv("JOURNAL_STREAM", "1:1", 1), 0);
	bw_log_init("x", NULL);
	bw_log(BW_LOG_LEVEL_ERR, "other");
	ck_assert_str_eq(content(path), "x: plain\nx: other\n");
	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	(void)snprintf(stream, sizeof(stream), "%ju:%ju",
	    (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
	bw_log_init("x", NULL);
	bw_log(BW_LOG_LEVEL_ERR, "journal");
	ck_assert_str_eq(content(path), "x: plain\nx: other\n<3>x: journal\n");
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

/* A log daemon at /dev/log, in a mount namespace of our own. */
static int
daemon_start(void)
{
	const struct sockaddr_un sun = {
	    .sun_family = AF_UNIX, .sun_path = "/dev/log"};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	(void)unlink(sun.sun_path);
	INSIDE(fd >= 0);
	INSIDE(bind(fd, (const struct sockaddr *)&sun, sizeof(sun)) == 0);
	return fd;
}

static void
daemon_got(int fd, const char *expected)
{
	char text[256], ours[256];
	ssize_t n = read(fd, text, sizeof(text) - 1);

	INSIDE(n > 0);
	text[n] = '\0';
	(void)snprintf(
	    ours, sizeof(ours), "<28>suite[%d]: %s", (int)getpid(), expected);
	INSIDE(strcmp(text, ours) == 0);
}

static void
log_to_a_daemon(void)
{
	int fd;

	if (getuid() != 0 && bw_jail_enter_user_namespace() != 0) {
		return; /* the system forbids it */
	}
	INSIDE(unshare(CLONE_NEWNS) == 0);
	INSIDE(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	INSIDE(mount("dev", "/dev", "tmpfs", 0, NULL) == 0);
	INSIDE(bw_log_open_syslog("suite") == -ENOENT);
	fd = daemon_start();
	INSIDE(bw_log_open_syslog("suite") == 0);
	bw_log_to_syslog(BW_LOG_LEVEL_WARNING, "tftpd: one");
	daemon_got(fd, "tftpd: one");
	/* It is started anew while we can no longer connect. */
	INSIDE(close(fd) == 0);
	fd = daemon_start();
	bw_log_to_syslog(BW_LOG_LEVEL_WARNING, "tftpd: two");
	daemon_got(fd, "tftpd: two");
	bw_log_to_syslog(BW_LOG_LEVEL_WARNING, "tftpd: three");
	daemon_got(fd, "tftpd: three");
	/* Nobody reads: lines must not hold the suite up. */
	for (int i = 0; i < 10000; i++) {
		bw_log_to_syslog(BW_LOG_LEVEL_WARNING, "more");
	}
}

START_TEST(bw_log_to_syslog_outlives_the_log_daemon)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* What the daemon does not take goes there instead. */
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(forked(log_to_a_daemon), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/log");
	TCase *tcase = tcase_create("log");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, bw_log_begins_with_the_name);
	tcase_add_test(tcase, bw_log_as_begins_with_another_name);
	tcase_add_test(tcase, bw_log_drops_what_is_above_the_level);
	tcase_add_test(tcase, bw_log_cuts_at_the_end_of_a_line);
	tcase_add_test(tcase, bw_log_keeps_one_line_one_line);
	tcase_add_test(tcase, bw_log_limited_counts_what_it_held_back);
	tcase_add_test(tcase, bw_log_limited_has_a_default_burst);
	tcase_add_test(tcase, bw_log_limited_never_saves_up_more_than_a_burst);
	tcase_add_test(tcase, bw_log_limited_counts_even_in_a_long_line);
	tcase_add_test(
	    tcase, bw_log_limited_does_not_count_what_the_level_drops);
	tcase_add_test(tcase, bw_log_to_file_dates_and_appends);
	tcase_add_test(tcase, bw_log_to_file_agrees_with_the_calendar);
	tcase_add_test(
	    tcase, bw_log_to_stderr_marks_levels_for_the_journal_only);
	tcase_add_test(tcase, bw_log_to_syslog_outlives_the_log_daemon);
	return unit_main(suite);
}
