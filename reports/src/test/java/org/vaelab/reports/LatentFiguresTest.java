// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.ImportanceFigure;
import org.vaelab.reports.figures.LatentMap;
import org.vaelab.reports.figures.SampleFigures;
import org.vaelab.reports.figures.Width;

/** Latent maps and curves of records with codes of odd kinds, and of older records. */
final class LatentFiguresTest {

    private static final int ROWS = 300;

    @TempDir Path folder;

    private Comparison comparison;

    @BeforeEach
    void read() throws IOException {
        ExampleComparison.write(folder, List.of(1L));
        comparison = Comparison.read(folder);
    }

    private RunFolder run(String model) {
        ComparedModel of =
                comparison.models().stream()
                        .filter(m -> m.name().equals(model))
                        .findFirst()
                        .orElseThrow();
        return of.runs().get(0).folder();
    }

    private void codes(String model, CodeGeometry geometry, int width, IntFunction<Object> label)
            throws IOException {
        boolean labelled = label.apply(0) != null;
        Random random = new Random(7);
        String[] names = new String[(labelled ? 2 : 1) + width];
        names[0] = "index";
        names[1] = "class";
        for (int i = 0; i < width; i++) {
            names[names.length - width + i] = "z" + i;
        }
        Csv csv = new Csv(names);
        for (int row = 0; row < ROWS; row++) {
            Object[] fields = new Object[names.length];
            fields[0] = row;
            fields[1] = labelled ? label.apply(row) : null;
            for (int i = 0; i < width; i++) {
                fields[names.length - width + i] = row == 5 ? Double.NaN : random.nextGaussian();
            }
            csv.row(fields);
        }
        csv.write(run(model).codes());
        List<String> columns = List.of(names).subList(names.length - width, names.length);
        run(model)
                .figures()
                .write(
                        new FigureNotes(
                                1,
                                labelled ? List.of("class") : List.of(),
                                List.of(new CodePart("z", geometry, 1, columns)),
                                List.of(),
                                Map.of()));
    }

    private Figure map() throws IOException {
        Figure figure = LatentMap.of(comparison).orElseThrow();
        for (Width width : Width.values()) {
            assertThat(figure.svg(width)).contains("<path").doesNotContain("NaN");
            assertThat(figure.png(width)).isNotEmpty();
            assertThat(figure.pdf(width)).isNotEmpty();
        }
        return figure;
    }

    @Test
    void olderRecordsHaveNone() throws IOException {
        assertThat(LatentMap.of(comparison)).isEmpty();
        assertThat(ImportanceFigure.of(comparison)).isEmpty();
        assertThat(SampleFigures.of(comparison))
                .extracting(Figure::id)
                .containsExactly("reconstructions", "prior-samples");
    }

    @Test
    void colouredByTenClassesOnASphereAndWithoutACodeThatIsNotFinite() throws IOException {
        codes("vae", CodeGeometry.SPHERE, 3, row -> row % 10);
        codes("vae_z2", CodeGeometry.PLANE, 2, row -> row % 10);
        Figure figure = map();
        assertThat(figure.caption())
                .contains("the values of class.", "or near it; one without room", "Hammer")
                .doesNotContain("principal components");
        assertThat(figure.csv().lines()).hasSize(1 + 2 * (ROWS - 1));
        assertThat(figure.csv()).doesNotContain("vae,1,5,");
    }

    @Test
    void withoutLabelsTheDensityIsShown() throws IOException {
        codes("vae", CodeGeometry.PLANE, 5, row -> null);
        assertThat(map().caption()).contains("Cells are darker", "principal components");
    }

    @Test
    void aTorusIsASquare() throws IOException {
        codes("vae", CodeGeometry.TORUS, 2, row -> null);
        assertThat(map().caption()).contains("A torus is shown as the square from -pi to pi");
    }

    @Test
    void oneLabelAloneIsNone() throws IOException {
        codes("vae", CodeGeometry.PLANE, 2, row -> 3);
        assertThat(map().caption()).contains("Cells are darker").doesNotContain("class");
    }

    @Test
    void fiftyClassesHaveNoColours() throws IOException {
        codes("vae", CodeGeometry.PLANE, 2, row -> row % 50);
        assertThat(map().caption()).contains("Cells are darker").doesNotContain("class");
    }

    @Test
    void categoriesHaveNoMapAndTheCaptionSaysWhy() throws IOException {
        codes("vae", CodeGeometry.PLANE, 2, row -> row % 3);
        codes("vq", CodeGeometry.CATEGORY, 4, row -> row % 3);
        assertThat(map().caption())
                .contains("vq has no map: its code is the number of a category.");
    }

    @Test
    void aCurveLeavesOutWhatIsNotFinite() throws IOException {
        run("vae").importance().write(List.of(point(1, -9, 0.5), point(50, -8, 0.5)));
        run("vae_z2").importance().write(List.of(point(1, Double.NaN, 0), point(2, -7, 0)));
        Figure figure = ImportanceFigure.of(comparison).orElseThrow();
        assertThat(figure.alternative()).contains("vae").doesNotContain("vae_z2");
        assertThat(figure.caption()).contains("unreliable k-hat");
        assertThat(figure.latex(Width.COLUMN)).contains("xmode=log");
    }

    private static ImportancePoint point(long samples, double value, double unreliable) {
        return new ImportancePoint(
                samples, 1, 10, value, 0.1, samples < 21 ? Double.NaN : unreliable, Double.NaN);
    }
}
