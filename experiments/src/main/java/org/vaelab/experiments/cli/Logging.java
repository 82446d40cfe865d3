// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged goes to standard error, a line each: warnings, or everything that informs. */
final class Logging {

    /** Held, because the log manager forgets loggers that nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    private Logging() {}

    static void configure(boolean verbose, Console console) {
        LogManager.getLogManager().reset();
        ROOT.setLevel(verbose ? Level.INFO : Level.WARNING);
        ROOT.addHandler(new ConsoleHandler(console));
    }

    private static final class ConsoleHandler extends Handler {

        private final Console console;

        ConsoleHandler(Console console) {
            this.console = console;
            setFormatter(new Line());
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                console.line(getFormatter().format(record));
            }
        }

        @Override
        public void flush() {
            console.err().flush();
        }

        @Override
        public void close() {
            flush();
        }
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            String level =
                    record.getLevel().intValue() >= Level.WARNING.intValue() ? "warning" : "info";
            String cause = record.getThrown() == null ? "" : " (" + record.getThrown() + ")";
            return level + ": " + formatMessage(record) + cause;
        }
    }
}
