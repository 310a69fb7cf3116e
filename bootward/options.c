/* SPDX-License-Identifier: ISC */
/* The command line; see options.h. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage_text[] =
    "usage: bootward [-dHnpt] [-c FILE] [--only LIST] [--dump-config]\n"
    "                [--debug LIST] [--verbose LIST]\n"
    "       bootward --root DIR --interface LIST [--proxy] [-dn]\n"
    "       bootward --help | --version\n";

static const char help_text[] =
    "\n"
    "Serve network boots: DHCP and PXE, TFTP, HTTP, NBD.\n"
    "\n"
    "  -c, --config FILE    read FILE, not /etc/bootward/bootward.ini and\n"
    "                       /etc/bootward/conf.d/*.ini\n"
    "  -n, --check          check the configuration and exit: 0, or 78 with\n"
    "                       the reasons\n"
    "      --dump-config    print the merged configuration and exit\n"
    "      --only LIST      run these services only (bootpd,tftpd,httpd,nbdd)\n"
    "  -p, --pxe            the same as --only bootpd\n"
    "  -t, --tftp           the same as --only tftpd\n"
    "  -H, --http           run httpd also\n"
    "  -d, --debug          log everything, to stderr\n"
    "      --debug LIST     log everything of these services (all,-dhcp)\n"
    "      --verbose LIST   log requests of these services\n"
    "      --root DIR       serve this directory by TFTP and HTTP, without a\n"
    "                       configuration file\n"
    "      --interface LIST on these interfaces\n"
    "      --proxy          beside another DHCP server: boot information only\n"
    "  -h, --help           this text\n"
    "      --version        the version\n"
    "\n"
    "Exit status: 0 ended as asked, 1 failed, 2 usage, 78 configuration.\n"
    "See bootward(8) and bootward.ini(5).\n";

enum long_option {
	OPTION_ONLY = 256,
	OPTION_DEBUG,
	OPTION_VERBOSE,
	OPTION_DUMP,
	OPTION_ROOT,
	OPTION_INTERFACE,
	OPTION_PROXY,
	OPTION_VERSION,
};

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"check", no_argument, NULL, 'n'},
    {"debug", optional_argument, NULL, OPTION_DEBUG},
    {"verbose", required_argument, NULL, OPTION_VERBOSE},
    {"pxe", no_argument, NULL, 'p'},
    {"tftp", no_argument, NULL, 't'},
    {"http", no_argument, NULL, 'H'},
    {"help", no_argument, NULL, 'h'},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"dump-config", no_argument, NULL, OPTION_DUMP},
    {"root", required_argument, NULL, OPTION_ROOT},
    {"interface", required_argument, NULL, OPTION_INTERFACE},
    {"proxy", no_argument, NULL, OPTION_PROXY},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static int
usage(const char *mistake)
{
	if (mistake != NULL) {
		fprintf(stderr, "bootward: %s\n", mistake);
	}
	fputs(usage_text, stderr);
	return EXIT_USAGE;
}

/* What must hold between options. */
static int
check(const struct options *options, bool pxe, bool tftp, int n_words)
{
	if (n_words != 0) {
		return usage("words that are no option");
	}
	if (pxe && tftp) {
		return usage("-p and -t exclude each other");
	}
	if ((pxe || tftp) && options->only != NULL) {
		return usage("-p and -t exclude --only");
	}
	if (options->root != NULL && options->interface == NULL) {
		return usage("--root needs --interface");
	}
	if (options->root == NULL && options->interface != NULL &&
	    options->config == NULL) {
		return usage("--interface needs --root, or -c");
	}
	return -1;
}

/* The LIST of --debug may be a word of its own: no other words are taken. */
static const char *
debug_list(int argc, char **argv)
{
	if (optarg == NULL && optind < argc && argv[optind][0] != '-') {
		return argv[optind++];
	}
	return optarg;
}

/* One option; returns -1 to go on. */
static int
take(int c, struct options *out, bool *pxe, bool *tftp)
{
	switch (c) {
	case 'c':
		out->config = optarg;
		return -1;
	case 'n':
		out->check_only = true;
		return -1;
	case 'd':
		out->debug = true;
		return -1;
	case 'p':
		*pxe = true;
		return -1;
	case 't':
		*tftp = true;
		return -1;
	case 'H':
		out->http = true;
		return -1;
	case OPTION_ONLY:
		out->only = optarg;
		return -1;
	case OPTION_DUMP:
		out->dump = true;
		return -1;
	case OPTION_VERBOSE:
		out->verbose_list = optarg;
		return -1;
	case OPTION_ROOT:
		out->root = optarg;
		return -1;
	case OPTION_INTERFACE:
		out->interface = optarg;
		return -1;
	case OPTION_PROXY:
		out->proxy = true;
		return -1;
	case 'h':
		fputs(usage_text, stdout);
		fputs(help_text, stdout);
		return EXIT_SUCCESS;
	case OPTION_VERSION:
		puts("bootward " BW_VERSION);
		return EXIT_SUCCESS;
	default:
		return usage(NULL);
	}
}

int
options_parse(int argc, char **argv, struct options *out)
{
	bool pxe = false, tftp = false;
	int c, status;

	*out = (struct options){0};
	optind = 1;
	while ((c = getopt_long(argc, argv, "c:dhHnpt", long_options, NULL)) !=
	       -1) {
		if (c == OPTION_DEBUG) {
			out->debug_list = debug_list(argc, argv);
			out->debug |= out->debug_list == NULL;
			continue;
		}
		status = take(c, out, &pxe, &tftp);
		if (status >= 0) {
			return status;
		}
	}
	status = check(out, pxe, tftp, argc - optind);
	if (status >= 0) {
		return status;
	}
	if (pxe) {
		out->only = "bootpd";
	} else if (tftp) {
		out->only = "tftpd";
	}
	return -1;
}
