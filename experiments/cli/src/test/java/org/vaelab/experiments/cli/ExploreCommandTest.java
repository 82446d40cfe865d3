// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.PlanOnDisk;

/** What {@code vaelab explore} refuses. Its page is tested in a browser by {@code .ci/browser/run}. */
final class ExploreCommandTest {

    @TempDir Path folder;

    private static String refused(String... options) {
        Terminal terminal = new Terminal();
        assertThat(terminal.vaelab(options)).as("%s", terminal).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.out()).isEmpty();
        return terminal.err();
    }

    @Test
    void placesAreComparisonsOrTheirRuns() {
        assertThat(refused("explore", folder.toString()))
                .contains(
                        "neither the folder of a comparison nor that of a run of one: it has no plan.json");
        assertThat(refused("explore", folder.resolve("none").toString()))
                .contains("no such folder");
    }

    @Test
    void aPortIsOneThatIsFree() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(folder.resolve("small"), 1, 2);
        String path = plan.folder().path().toString();
        assertThat(refused("explore", path, "--port", "70000"))
                .contains("--port must be from 0 to 65535, is 70000");
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket taken = new ServerSocket(0, 1, own)) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(refused("explore", path, "--port", port))
                    .contains("--port " + port + " is in use");
        }
    }
}
