// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthFileTest {

    private static final HealthFinding FINDING =
            new HealthFinding(50, "divergence", "", "the loss is 9", "lower the learning rate");

    @TempDir private Path folder;

    private HealthFile file() {
        return new RunFolder(folder).health();
    }

    private static HealthObservation at(long step) {
        return new HealthObservation(
                step,
                "all",
                step == 0,
                Map.of("kl", step == 0 ? Double.NaN : 0.1),
                Map.of("z", List.of(0.5, 1e-5)),
                List.of(-3.0, -4.5),
                List.of());
    }

    private void write() throws IOException {
        try (HealthFile.Writer writer = file().open(-1)) {
            writer.append(at(0));
            writer.append(at(50));
            writer.append(FINDING);
            writer.append(at(100));
        }
    }

    @Test
    void linesReadBackAsWritten() throws IOException {
        write();

        assertThat(file().read().observations()).containsExactly(at(0), at(50), at(100));
        assertThat(file().findings()).containsExactly(FINDING);
        assertThat(Files.readAllLines(file().path()).get(1))
                .isEqualTo(
                        "{\"observation\":{\"step\":50,\"phase\":\"all\",\"weightMoves\":false,"
                                + "\"signals\":{\"kl\":0.1},\"klByUnit\":{\"z\":[0.5,1.0E-5]},\"validationBounds\":[-3.0,-4.5]}}");
    }

    @Test
    void aFindingNamesItsRuleInWords() {
        assertThat(new HealthFinding(450, "posteriorCollapse", "", "seen", "try this").line())
                .isEqualTo("posterior collapse: seen; try this");
    }

    @Test
    void anOlderRunHasNoFile() throws IOException {
        assertThat(file().read().observations()).isEmpty();
        assertThat(file().findings()).isEmpty();
    }

    @Test
    void aResumedRunKeepsTheLinesUpToItsCheckpoint() throws IOException {
        write();
        byte[] before = Files.readAllBytes(file().path());

        try (HealthFile.Writer writer = file().open(70)) {
            writer.append(at(100));
        }

        assertThat(Files.readAllBytes(file().path())).isEqualTo(before);
    }

    @Test
    void damagedAndUnfinishedLinesAreLeftOut() throws IOException {
        write();
        List<String> lines = Files.readAllLines(file().path());
        Files.writeString(file().path(), lines.get(0) + "\n{\"observ\n" + lines.get(2) + "\n");
        Files.writeString(file().path(), "{\"finding\":{\"step\":3", StandardOpenOption.APPEND);

        assertThat(file().read().observations()).containsExactly(at(0));
        assertThat(file().findings()).containsExactly(FINDING);
        file().open(1000).close();
        assertThat(Files.readAllLines(file().path())).containsExactly(lines.get(0), lines.get(2));
    }
}
