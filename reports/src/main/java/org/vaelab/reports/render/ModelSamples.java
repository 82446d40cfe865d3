// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;

/**
 * The sample images of a model's first completed run.
 *
 * @param model the model
 * @param seed the seed of the run
 * @param sheets what there is: reconstructions, samples from the prior
 */
record ModelSamples(String model, long seed, List<Sheet> sheets) {

    /**
     * A sheet of images.
     *
     * @param file its name in the report's folder of figures
     * @param caption what it shows
     * @param png its content
     */
    record Sheet(String file, String caption, byte[] png) {

        private static final int WIDTH_AT = 16;
        private static final int HEIGHT_AT = 20;

        /** Returns the width in pixels, from the PNG header. */
        int width() {
            return ByteBuffer.wrap(png).getInt(WIDTH_AT);
        }

        /** Returns the height in pixels, from the PNG header. */
        int height() {
            return ByteBuffer.wrap(png).getInt(HEIGHT_AT);
        }
    }

    static List<ModelSamples> of(Comparison comparison) throws IOException {
        List<ModelSamples> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Optional<ComparedRun> first =
                    model.runs().stream().filter(run -> run.completed().isPresent()).findFirst();
            if (first.isPresent()) {
                RunFolder folder = first.get().folder();
                List<Sheet> sheets = new ArrayList<>();
                add(
                        sheets,
                        folder.reconstructionSheet(),
                        model.name() + "-reconstructions.png",
                        "Test images, each above its reconstruction");
                add(
                        sheets,
                        folder.priorSheet(),
                        model.name() + "-prior.png",
                        "Decoded samples from the prior" + byCondition(first.get()));
                if (!sheets.isEmpty()) {
                    all.add(new ModelSamples(model.name(), first.get().planned().seed(), sheets));
                }
            }
        }
        return all;
    }

    /** What the columns of a sheet say, of a model that is given something. */
    private static String byCondition(ComparedRun run) {
        Map<String, String> choices =
                run.completed()
                        .map(record -> record.provenance().choices())
                        .orElseGet(() -> Map.of());
        String given = choices.getOrDefault("condition", choices.getOrDefault("latentLabel", ""));
        return given.isEmpty() ? "" : ", those of a column under one value of " + given;
    }

    private static void add(List<Sheet> sheets, Path path, String name, String caption)
            throws IOException {
        if (Files.isRegularFile(path)) {
            byte[] png = Files.readAllBytes(path);
            boolean isPng = png.length > Sheet.HEIGHT_AT + 4 && png[1] == 'P' && png[2] == 'N';
            if (!isPng) {
                throw new IOException(path + ": not a PNG image");
            }
            sheets.add(new Sheet("samples-" + name, caption, png));
        }
    }
}
