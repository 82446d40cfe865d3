// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
}
