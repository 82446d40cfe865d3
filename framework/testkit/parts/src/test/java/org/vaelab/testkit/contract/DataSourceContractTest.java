// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.random.RandomKey;

/** Defects of data sources are found. */
final class DataSourceContractTest {

    private static final class Contract extends DataSourceContract {

        private final Points.Defect defect;

        Contract(Points.Defect defect) {
            super("points", "{path: 'FOLDER/points.txt'}");
            this.defect = defect;
        }

        @Override
        Object read(String settings) {
            try {
                return new Points(Path.of(JSON.readTree(settings).get("path").asText()), defect);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        protected void write(Path into) throws IOException {
            Files.writeString(into.resolve("points.txt"), "1 2\n0.1 0.2\n3 4\n5 6\n");
        }

        @Override
        protected List<TestChange> testChanges() {
            return defect == Points.Defect.MISCOUNTS
                    ? List.of()
                    : List.of(
                            new TestChange(
                                    "{path: 'FOLDER/points.txt'}",
                                    into ->
                                            Files.writeString(
                                                    into.resolve("points.txt"),
                                                    "1 2\n0.1 0.2\n3 4\n5 60\n")));
        }
    }

    private static List<String> failures(Points.Defect defect, String check) {
        Contract contract = new Contract(defect);
        return Failures.of(contract, check);
    }

    private static Arguments found(Points.Defect defect, String check, String message) {
        return Arguments.of(defect, check, message);
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                found(Points.Defect.READS_EARLY, "makingASourceReadsNothing", "points.txt"),
                found(Points.Defect.DRAWS, "loadingTwiceYieldsTheSame", "checksum"),
                found(Points.Defect.OWN_CHECKSUM, "theDataAreValid", "checksum"),
                found(
                        Points.Defect.TRAINS_ON_TEST,
                        "testExamplesAreHeldOut",
                        "each of the 2 test examples is a training example too"),
                found(
                        Points.Defect.SCALES_BY_TEST,
                        "trainingDoesNotDependOnTheTest",
                        "[examples of training, where test examples alone are others, of "),
                // It states no change.
                found(
                        Points.Defect.MISCOUNTS,
                        "trainingDoesNotDependOnTheTest",
                        "override testChanges(): the source reads files"),
                found(
                        Points.Defect.MISCOUNTS,
                        "trainingExamplesAreThoseLoaded",
                        "[trainingExamples(), against what is loaded]"),
                found(Points.Defect.ONE_NAME, "theDataAreValid", "1 columns are described"),
                found(
                        Points.Defect.RAW_ERROR,
                        "missingAndDamagedFilesAreNamed",
                        "loading without points.txt throws"),
                found(Points.Defect.NAMES_NO_FILE, "missingAndDamagedFilesAreNamed", "[readFiles"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsFound(Points.Defect defect, String check, String message) {
        assertThat(failures(defect, check))
                .singleElement()
                .asString()
                .startsWith("data source points")
                .contains(message);
        assertThat(failures(Points.Defect.NONE, check)).isEmpty();
    }

    @Test
    void settingsAreReadBack() {
        assertThat(failures(Points.Defect.NONE, "settingsSurviveAConfig")).isEmpty();
        assertThat(failures(Points.Defect.NONE, "precisionChangesOnlyTheRounding")).isEmpty();
    }

    /** Places of two windows that begin at times 0 and 1, two steps each. */
    private static Examples windows(int... places) {
        return Examples.real(2, new float[] {1, 2, 2, 3})
                .from(
                        Origin.numbered("window", Integer::toString)
                                .cut(i -> new Origin.Window(i, places[i], 2))
                                .at(
                                        new Origin.Times(
                                                "time",
                                                (i, step) -> Integer.toString(i + step),
                                                true,
                                                (i, step) -> new double[0])));
    }

    @Test
    void placesThatCountFromEachSeriesAreFound() {
        assertThatCode(() -> DataSourceContract.requirePlaces(windows(5, 6)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DataSourceContract.requirePlaces(windows(5, 5)))
                .hasMessageContaining("time 1 has the place 6 in one window and 5 in window 1");
    }

    /** Examples of 30 values, of which each row has noise of its own, or the first row's. */
    private static Dataset noisy(boolean isShared) {
        int width = 30;
        float[] values = new float[25 * width];
        RandomKey.of(0).uniform(values, 0, values.length);
        for (int i = width; i < values.length && isShared; i++) {
            values[i] = values[i % width];
        }
        Examples examples = Examples.unitInterval(width, values);
        return Dataset.of(
                "noisy", DataShape.flat(width), examples, examples, "drawn", DataFacts.NONE);
    }

    @Test
    void noiseThatIsDrawnOnceIsFound() {
        assertThatCode(() -> DataSourceContract.requireOwnNoise(noisy(false)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DataSourceContract.requireOwnNoise(noisy(true)))
                .hasMessageContaining("most of 20 examples have the same value at 30 of 30 places");
    }
}
