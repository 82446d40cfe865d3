// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vaelab.experiments.cluster.RunTask;
import org.vaelab.experiments.use.Lab;
import picocli.CommandLine.Command;

/** {@code vaelab work}, which an executor of a cluster starts. */
@Command(
        name = "work",
        hidden = true,
        description = "Execute the run of the file 'task', until standard input ends.")
final class WorkCommand extends SessionCommand {

    @Override
    public Integer call() throws IOException {
        RunTask task = RunTask.read(Files.readAllBytes(Path.of("task")));
        AtomicBoolean stopped = new AtomicBoolean();
        Thread input = new Thread(() -> awaitEnd(stopped), "vaelab-input");
        input.setDaemon(true);
        input.start();
        Lab lab = lab().with(task.provenances());
        return task.execute(lab, stopped::get) ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }

    private static void awaitEnd(AtomicBoolean stopped) {
        try {
            System.in.read();
        } catch (IOException e) {
            // It ended.
        }
        stopped.set(true);
    }
}
