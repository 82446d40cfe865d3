// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends log messages to standard error, one line each: warnings only, or informational ones too.
 */
final class Logging {

    /** A strong reference, because the log manager drops unreferenced loggers. */
    private static final Logger ROOT = Logger.getLogger("");

    /** The library of subword tokenizers, which warns of a GPU that it does not use. */
    private static final Logger TOKENIZERS = Logger.getLogger("ai.djl");

    /** The reader of HDF5 files, which warns of padding. */
    private static final Logger HDF5 = Logger.getLogger("io.jhdf");

    private Logging() {}

    static void configure(boolean verbose, Console console) {
        LogManager.getLogManager().reset();
        ROOT.setLevel(verbose ? Level.INFO : Level.WARNING);
        TOKENIZERS.setLevel(verbose ? Level.INFO : Level.SEVERE);
        HDF5.setLevel(verbose ? Level.INFO : Level.SEVERE);
        ROOT.addHandler(new ConsoleHandler(console));
    }

    private static final class ConsoleHandler extends Handler {
        private final Console console;
        private final SimpleFormatter messages = new SimpleFormatter();

        ConsoleHandler(Console console) {
            this.console = console;
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                boolean isWarning = record.getLevel().intValue() >= Level.WARNING.intValue();
                String cause = record.getThrown() == null ? "" : " (" + record.getThrown() + ")";
                String text = messages.formatMessage(record) + cause;
                console.line((isWarning ? "warning: " : "info: ") + text);
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
}
