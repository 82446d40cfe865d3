// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab export}. */
@Command(
        name = "export",
        description =
                "Write encoder and generator of a finished run as ONNX files, for other languages.")
final class ExportCommand extends SessionCommand {

    @Mixin FinishedRun run = new FinishedRun();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder to write into; default onnx in that of the run.")
    @Nullable Path out;

    @Override
    int run(Session session) throws IOException {
        run.requireRun();
        return session.actions().export(session, run, out);
    }
}
