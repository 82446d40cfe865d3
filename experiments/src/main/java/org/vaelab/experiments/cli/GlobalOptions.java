// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes. */
final class GlobalOptions {

    @Option(
            names = "--plugin",
            paramLabel = "JAR",
            scope = ScopeType.INHERIT,
            description = "A jar with further parts; may be given several times.")
    List<Path> plugins = new ArrayList<>();

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show what is logged, not warnings alone.")
    boolean verbose;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    boolean stackTrace;
}
