// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a run that only figures use. */
final class FigureFilesTest {

    @TempDir Path folder;

    private static final FigureNotes NOTES =
            new FigureNotes(
                    1,
                    List.of("class"),
                    List.of(
                            new CodePart("z", CodeGeometry.SIMPLEX, 2, List.of("a", "b", "c", "d")),
                            new CodePart("y", CodeGeometry.SPHERE, 1, List.of("e", "f"))),
                    List.of(
                            new FigureNotes.TraversedUnit("z1", 0.25),
                            new FigureNotes.TraversedUnit("y0", Double.NaN)),
                    Map.of("codes.csv w", "it has 9 columns"));

    @Test
    void anOlderRunHasNone() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.readFigures()).isEqualTo(FigureNotes.NONE);
        assertThat(run.readCodes()).isEmpty();
        assertThat(run.importance().read()).isEmpty();
    }

    @Test
    void notesAreReadAsWritten() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.figures().write(NOTES);
        assertThat(run.readFigures()).isEqualTo(NOTES);
        assertThat(Files.readString(run.figures().path())).contains("\"geometry\": \"simplex\"");
    }

    @Test
    void damagedNotesAreNamed() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.figures().write(NOTES);
        String text = Files.readString(run.figures().path());
        Files.writeString(run.figures().path(), text.substring(0, text.length() / 2));
        assertThatThrownBy(run::readFigures)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("figures.json");
    }

    @Test
    void estimatesByNumberOfDraws() throws IOException {
        RunFolder run = new RunFolder(folder);
        List<ImportancePoint> points =
                List.of(
                        new ImportancePoint(1, 50, 7, -100.25, 0.1, Double.NaN, Double.NaN),
                        new ImportancePoint(50, 1, 7, Double.NaN, Double.NaN, 0.5, 0));
        run.importance().write(points);
        assertThat(run.importance().read()).isEqualTo(points);
        run.importance().write(List.of());
        assertThat(run.importance().path()).doesNotExist();
    }

    @Test
    void codesAreColumns() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.codes(), "index,class,z0\n0,7,0.5\n1,,NaN\n");
        assertThat(run.readCodes().get("class")).containsExactly(7, Double.NaN);
        assertThat(run.readCodes().get("z0")).containsExactly(0.5, Double.NaN);
        Files.writeString(run.codes(), "index,class,z0\n0,7,0.5\n1,");
        assertThatThrownBy(run::readCodes).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void columnsDivideIntoPoints() {
        assertThatThrownBy(() -> new CodePart("z", CodeGeometry.PLANE, 2, List.of("a", "b", "c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 columns do not divide into 2 points");
    }
}
