// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.experiments.run.WorkingRun;

/** {@code vaelab status} through the life of a plan. */
final class StatusTest {

    @TempDir Path temporary;

    private String status(int expected) throws IOException {
        Terminal terminal = new Terminal();
        Map<Path, FileTime> before = files();
        int code = terminal.vaelab("status", temporary.resolve("small").toString());
        assertThat(files()).isEqualTo(before);
        assertThat(terminal.err()).isEmpty();
        assertThat(code).as("%s", terminal).isEqualTo(expected);
        return terminal.out().replace("\r\n", "\n");
    }

    private Map<Path, FileTime> files() throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(temporary)) {
            for (Path file : walk.toList()) {
                files.put(file, Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void tellsHowFarAPlanIsFromItsFirstRunToItsLast() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        assertThat(status(ExitCode.DONE))
                .isEqualTo(
                        """
                        model  done  failed  running  begun  left
                        vae    0     0       0        0      2
                        iwae   0     0       0        0      2

                        small: 4 left of 4 runs
                        no process works on 4 runs: to continue, start the same compare command again
                        """);

        plan.begin(0, 420, 8, 400);
        assertThat(status(ExitCode.DONE))
                .contains("vae    0     0       0        seed 1 at step 400 of 1,000  1\n")
                .contains("small: 1 begun, 3 left of 4 runs\n")
                .contains(
                        "time left: about 1:09, one run after another; of iwae nothing is known yet,"
                                + " so the mean of the other models counts; without the evaluation of"
                                + " vae, iwae\n");

        try (ComparisonLock lock = ComparisonLock.open(plan.folder())) {
            lock.claim(List.of(plan.run(0), plan.run(1), plan.run(2), plan.run(3)));
            Closeable working = WorkingRun.at(lock, plan.run(0));
            assertThat(status(ExitCode.DONE))
                    .contains("vae    0     0       seed 1 at step 420 of 1,000  0      1\n")
                    .contains("small: 1 running, 3 left of 4 runs\n")
                    .doesNotContain("no process");
            working.close();
        }

        plan.complete(0, 20, 5);
        plan.fail(1, 1237, "the loss is NaN");
        plan.complete(2, 60, 5);
        assertThat(status(ExitCode.FAILED))
                .isEqualTo(
                        """
                        model  done  failed  running  begun  left
                        vae    1     1       0        0      0
                        iwae   1     0       0        0      1

                        small: 2 done, 1 failed, 1 left of 4 runs

                        vae seed 2 failed at step 1,237: the loss is NaN
                            reproduce with: ./vaelab reproduce it

                        no process works on 1 run: to continue, start the same compare command again
                        time left: about 1:05, one run after another
                        """);

        plan.complete(1, 20, 5);
        plan.complete(3, 60, 5);
        assertThat(status(ExitCode.DONE))
                .isEqualTo(
                        """
                        model  done  failed  running  begun  left
                        vae    2     0       0        0      0
                        iwae   2     0       0        0      0

                        small: 4 done of 4 runs
                        """);
    }
}
