// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.training.TrainingSettings;

/** Numbers of steps that a config gives in epochs. */
final class EpochsTest {

    private static final String SPRITES = "{source: sprites, size: 16, train: 1000, test: 20}";

    @TempDir Path folder;

    private ComparisonSpec read(String data, String training, String... settings)
            throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        "data: %s%ntraining: %s%nmodels:%n  vae: {variant: gaussian, latent: 2}%n"
                                .formatted(data, training));
        SpecContext context =
                SpecContext.of(
                        Plugins.load(EpochsTest.class.getClassLoader()),
                        DataLocations.ofSystem(),
                        Backends.find(EpochsTest.class.getClassLoader()));
        return new SpecReader(context).read(config, List.of(settings), Optional.empty());
    }

    private TrainingSettings training(String data, String training, String... settings)
            throws IOException {
        return read(data, training, settings).runs().get(0).training();
    }

    @Test
    void anEpochDropsTheLastIncompleteBatch() throws IOException {
        TrainingSettings read = training(SPRITES, "{steps: 20 epochs, batch: 300}");
        assertThat(read.steps()).isEqualTo(20 * 3);
        assertThat(training(SPRITES, "{steps: 2 epochs}").steps()).isEqualTo(2 * 10);
        assertThat(training(SPRITES, "{steps: 1 epoch, batch: 1000}").steps()).isOne();
    }

    @Test
    void partsOfEpochsAreRounded() throws IOException {
        assertThat(training(SPRITES, "{steps: 0.55 epochs}").steps()).isEqualTo(6);
        assertThat(training(SPRITES, "{steps: 2.5epochs}").steps()).isEqualTo(25);
    }

    @Test
    void allKeysThatCountStepsTakeEpochs() throws IOException {
        TrainingSettings read =
                training(
                        SPRITES.replace("test: 20", "test: 20, validation: 100"),
                        "{steps: 20 epochs, warmup: 5 epochs, checkpointEvery: 2 epochs,"
                                + " historyEvery: 1 epoch, priorSteps: 3 epochs,"
                                + " earlyStopping: {every: 1 epoch}}");
        assertThat(read.steps()).isEqualTo(180);
        assertThat(read.warmup()).isEqualTo(45);
        assertThat(read.checkpointEvery()).isEqualTo(18);
        assertThat(read.historyEvery()).isEqualTo(9);
        assertThat(read.priorSteps()).isEqualTo(27);
        assertThat(read.earlyStopping()).isNotNull();
        assertThat(read.earlyStopping().every()).isEqualTo(9);
    }

    /**
     * A third of the 60 rows is left for training: the split of the file counts, as it is loaded.
     */
    @Test
    void dataOfUnknownSizeAreLoaded() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,fold\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i * 0.5).append(',').append(i % 7 + 0.25).append(',').append(i % 3);
            rows.append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        String data = "{source: table, path: rows.csv, split: {column: fold, test: [1, 2]}}";
        assertThat(training(data, "{steps: 3 epochs, batch: 5}").steps()).isEqualTo(3 * 4);
    }

    @Test
    void aReplacedValueMayBeInEpochs() throws IOException {
        assertThat(training(SPRITES, "{steps: 7}", "training.steps=3 epochs").steps())
                .isEqualTo(30);
        assertThat(training(SPRITES, "{steps: 3 epochs}", "training.batch=500").steps())
                .isEqualTo(6);
    }

    /** So a record says what was done, and runs again without counting. */
    @Test
    void aRecordHasSteps() throws IOException {
        RunSpec run = read(SPRITES, "{steps: 2 epochs}").runs().get(0);
        assertThat(run.config().path("training").path("steps").intValue()).isEqualTo(20);
    }

    @Test
    void otherTextsAreRejectedWithTheirPlace() {
        assertThatThrownBy(() -> read(SPRITES, "{steps: 20 epohcs, warmup: -1 epochs}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(
                        "config.yaml:2: training.steps: is 20 epohcs, expected a number of steps, or"
                                + " of epochs such as 20 epochs")
                .hasMessageContaining("training.warmup: is -1 epochs");
        assertThatThrownBy(() -> read(SPRITES, "{steps: 20 epoch}"))
                .hasMessageContaining("training.steps: is 20 epoch, expected a number of steps");
        assertThatThrownBy(() -> read(SPRITES, "{steps: 0 epochs}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("training.steps: must be at least 1, is 0");
        assertThatThrownBy(() -> read(SPRITES, "{batch: 10 epochs}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("expected an integer");
    }

    @Test
    void dataThatCannotBeLoadedAreNamed() {
        assertThatThrownBy(() -> read("{source: npy, train: absent.npy}", "{steps: 2 epochs}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("config.yaml:1: data")
                .hasMessageContaining("absent.npy");
    }
}
