// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

/** The exit codes of the program. */
final class ExitCode {

    static final int DONE = 0;

    /** A run or a metric failed, or a file or standard output could not be written during work. */
    static final int FAILED = 1;

    /** Bad config or usage; nothing was written. */
    static final int USAGE = 2;

    /** An error in VaeLab itself. */
    static final int INTERNAL = 70;

    /** The user interrupted the work; the same command continues it. */
    static final int INTERRUPTED = 130;

    /**
     * The program that read standard output ended before all was written, as other programs end by
     * SIGPIPE.
     */
    static final int UNREAD = 141;

    private ExitCode() {}
}
