// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.reports.figures.Axis;
import org.vaelab.reports.figures.Plot;
import org.vaelab.reports.figures.PlotLayer;
import org.vaelab.reports.figures.Style;
import org.vaelab.reports.tables.Table;

/** Values are HTML that a browser shows without any other file. */
final class HtmlTest {

    private static final Pattern DATA =
            Pattern.compile("src=\"data:image/([^;]+);base64,([^\"]+)\"");

    private static final Table TABLE =
            new Table(
                    "small",
                    "Is a < b?",
                    List.of(Table.Column.text("a & b")),
                    List.of(List.of(Table.Cell.plain("<script>"))),
                    List.of());

    private static byte[] file(String html, String type) {
        Matcher data = DATA.matcher(html);
        assertThat(data.find()).as(html).isTrue();
        assertThat(data.group(1)).isEqualTo(type);
        return Base64.getDecoder().decode(data.group(2));
    }

    @Tag("full")
    @Test
    void resultsAndModelsAreTables(@TempDir Path folder) throws IOException {
        Results results =
                Experiment.named("small")
                        .data(SpritesSource.ofSize(16, 40, 20))
                        .seeds(1)
                        .set("training", Map.of("steps", 1, "batch", 20))
                        .set("evaluation", Map.of("importanceSamples", 2))
                        .model("vae", model -> model.set("variant", "gaussian").set("latent", 2))
                        .in(folder)
                        .plan()
                        .run(Executor.local(1), Listener.SILENT);
        assertThat(Html.of(results)).isEqualTo(Html.of(results.table("results")));
        try (Model model = Model.open(results.run("vae", 1))) {
            assertThat(Html.of(model)).contains("diagonal-normal", "parameters of encoder");
        }
    }

    @Test
    void imagesAreOnePixelForEachValueAndEnlarged() throws IOException {
        float[][] tiles = {{0, 1, 0, 1, 0, 1}, {1, 1, 1, 0, 0, 0}};
        String html = Html.of(new SampleSheet(1, 3, 2, 2, tiles));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file(html, "png")));
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(5, 3);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(image.getRGB(4, 2)).isEqualTo(0xFF000000);
        assertThat(html).contains("width=\"20\"", "pixelated");
    }

    @Test
    void aPlotIsAnSvg() {
        PlotLayer line =
                new PlotLayer.Line(
                        Style.of(0),
                        List.of(new PlotLayer.Point(0, 1), new PlotLayer.Point(2, 3)),
                        PlotLayer.Marks.ALL,
                        Axis.plain("x"));
        Plot plot = new Plot(Axis.linear("step"), Axis.linear("loss"), List.of(line));
        assertThat(file(Html.of(plot), "svg+xml"))
                .asString()
                .startsWith("<?xml")
                .contains("</svg>");
    }

    @Test
    void textsAreEscaped() {
        assertThat(Html.of(TABLE))
                .contains("a &amp; b", "Is a &lt; b?", "&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void otherValuesAreAnError() {
        assertThatThrownBy(() -> Html.of("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("Table");
    }

    @Test
    void jjavaFindsTheExtensionAndShowsHtmlWithAShortText() {
        assertThat(ServiceLoader.load(Extension.class))
                .hasAtLeastOneElementOfType(JJavaExtension.class);
        Renderer renderer = new Renderer();
        Html.TYPES.forEach(type -> JJavaExtension.register(renderer, type));
        DisplayData shown = renderer.render(TABLE);
        assertThat(shown.getData(MIMEType.TEXT_HTML)).isEqualTo(Html.of(TABLE));
        assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("Table");
        assertThat(renderer.render("text").hasDataForType(MIMEType.TEXT_HTML)).isFalse();
    }
}
