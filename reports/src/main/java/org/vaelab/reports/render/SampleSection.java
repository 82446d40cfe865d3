// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
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
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.render.Section.Sheet;

/** The sample images of each model's first completed run: reconstructions, samples from the prior. */
final class SampleSection implements ReportSection {

    @Override
    public String id() {
        return "samples";
    }

    @Override
    public String title() {
        return "Reconstructions and samples";
    }

    @Override
    public List<Block> blocks(Comparison comparison) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Optional<ComparedRun> first =
                    model.runs().stream().filter(run -> run.completed().isPresent()).findFirst();
            List<Sheet> sheets = first.isEmpty() ? List.of() : sheets(model, first.get());
            if (!sheets.isEmpty()) {
                String seed = "seed " + first.orElseThrow().planned().seed();
                blocks.add(new Section.Heading(model.name(), seed));
                blocks.add(new Section.Sheets(model.name(), sheets));
            }
        }
        if (!blocks.isEmpty()) {
            String choice =
                    "The images are from the first completed seed of each model. They are not selected.";
            blocks.add(0, new Section.Text(choice));
        }
        return blocks;
    }

    private static List<Sheet> sheets(ComparedModel model, ComparedRun run) throws IOException {
        RunFolder folder = run.folder();
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
                "Decoded samples from the prior" + byCondition(run));
        return sheets;
    }

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
            if (!Sheet.isPng(png)) {
                throw new IOException(path + ": not a PNG image");
            }
            sheets.add(new Sheet("samples-" + name, caption, png));
        }
    }
}
