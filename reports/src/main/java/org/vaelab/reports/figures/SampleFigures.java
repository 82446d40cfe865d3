// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.FigureNotes.TraversedUnit;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.ImageGrid.Block;
import org.vaelab.reports.figures.ImageGrid.Row;

/**
 * The sample images of all models, each of its first completed run: reconstructions of the same test
 * images, samples from the prior, and latent traversals.
 */
public final class SampleFigures {

    private static final String CHOICE =
            " Of each model the first completed seed, not chosen by its looks.";
    private static final int FEW_MODELS = 2;
    private static final int FEW_UNITS = 5;

    /** A model with the run whose images are shown. */
    private record Shown(ComparedModel model, RunFolder folder, RunRecord record) {

        String name() {
            return model.label().plain();
        }

        /** Returns the column whose values the columns of prior samples have; empty if there is none. */
        String condition() {
            Map<String, String> choices = record.provenance().choices();
            return choices.getOrDefault("condition", choices.getOrDefault("latentLabel", ""));
        }
    }

    /** Models with the same test images. */
    private record Originals(List<BufferedImage> images, List<Shown> models, List<Row> rows) {}

    private SampleFigures() {}

    /**
     * Draws the figures of a comparison; none if no run has images.
     *
     * @throws IOException if an image cannot be read
     */
    public static List<Figure> of(Comparison comparison) throws IOException {
        List<Shown> shown = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                if (run.completed().isPresent()) {
                    shown.add(new Shown(model, run.folder(), run.completed().get()));
                    break;
                }
            }
        }
        List<Figure> figures = new ArrayList<>(reconstructions(shown, comparison.evaluatedPart()));
        figures.addAll(prior(shown));
        figures.addAll(traversals(shown));
        return figures;
    }

    /** Draws a figure for all models with the same originals. */
    private static List<Figure> reconstructions(List<Shown> shown, String part) throws IOException {
        Map<List<Integer>, Originals> groups = new LinkedHashMap<>();
        for (Shown one : shown) {
            SheetTiles tiles =
                    SheetTiles.read(one.folder().reconstructionSheet(), one.record()).orElse(null);
            if (tiles == null || tiles.everySecond(0).isEmpty()) {
                continue;
            }
            List<BufferedImage> originals = tiles.everySecond(0);
            Originals group =
                    groups.computeIfAbsent(
                            SheetTiles.pixels(originals),
                            key -> new Originals(originals, new ArrayList<>(), new ArrayList<>()));
            group.models().add(one);
            group.rows().add(new Row(one.name(), tiles.everySecond(1)));
        }
        List<Figure> figures = new ArrayList<>();
        for (Originals group : groups.values()) {
            List<Row> rows = new ArrayList<>(List.of(new Row(part + " data", group.images())));
            rows.addAll(group.rows());
            figures.add(
                    figure(
                            "reconstructions",
                            figures.size(),
                            "Images of the "
                                    + part
                                    + " data, and their reconstructions below them."
                                    + CHOICE,
                            "Images of the " + part + " data and their reconstructions by ",
                            new ImageGrid(List.of(new Block("", rows))),
                            group.models()));
        }
        return figures;
    }

    private static List<Figure> prior(List<Shown> shown) throws IOException {
        Map<List<Integer>, List<Shown>> bySize = new LinkedHashMap<>();
        Map<List<Integer>, List<Row>> rows = new LinkedHashMap<>();
        for (Shown one : shown) {
            SheetTiles tiles =
                    SheetTiles.read(one.folder().priorSheet(), one.record()).orElse(null);
            if (tiles == null || tiles.all().isEmpty()) {
                continue;
            }
            BufferedImage first = tiles.all().get(0);
            List<Integer> size = List.of(first.getWidth(), first.getHeight());
            bySize.computeIfAbsent(size, key -> new ArrayList<>()).add(one);
            rows.computeIfAbsent(size, key -> new ArrayList<>())
                    .add(new Row(one.name(), tiles.all()));
        }
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<List<Integer>, List<Shown>> group : bySize.entrySet()) {
            String given =
                    group.getValue().stream()
                            .filter(one -> !one.condition().isEmpty())
                            .map(
                                    one ->
                                            " Images of "
                                                    + one.name()
                                                    + " take the values of "
                                                    + one.condition()
                                                    + " in turn.")
                            .distinct()
                            .collect(Collectors.joining());
            figures.add(
                    figure(
                            "prior-samples",
                            figures.size(),
                            "Decoded samples from the prior." + given + CHOICE,
                            "Decoded samples from the prior of ",
                            new ImageGrid(List.of(new Block("", rows.get(group.getKey())))),
                            group.getValue()));
        }
        return figures;
    }

    private static List<Figure> traversals(List<Shown> shown) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<Shown> models = new ArrayList<>();
        int units = shown.size() <= FEW_MODELS ? Integer.MAX_VALUE : FEW_UNITS;
        for (Shown one : shown) {
            SheetTiles tiles =
                    SheetTiles.read(one.folder().traversalSheet(), one.record()).orElse(null);
            List<TraversedUnit> traversed = one.folder().readFigures().traversed();
            if (tiles != null && tiles.rows().size() == traversed.size()) {
                List<Row> rows =
                        IntStream.range(0, Math.min(units, traversed.size()))
                                .mapToObj(
                                        i -> new Row(traversed.get(i).unit(), tiles.rows().get(i)))
                                .toList();
                blocks.add(new Block(one.name(), rows));
                models.add(one);
            }
        }
        return blocks.isEmpty()
                ? List.of()
                : List.of(
                        figure(
                                "traversals",
                                0,
                                "Latent traversals from the code of the first test image: each row"
                                        + " changes one unit across the range of the prior. Units"
                                        + " with the largest KL come first, where it is known."
                                        + CHOICE,
                                "Latent traversals of ",
                                new ImageGrid(blocks),
                                models));
    }

    /** Returns a figure of some models; further ones of a kind are numbered. */
    private static Figure figure(
            String id,
            int place,
            String caption,
            String alternative,
            ImageGrid grid,
            List<Shown> models) {
        Csv csv = new Csv("model", "seed");
        models.forEach(one -> csv.row(one.model().name(), one.record().seed()));
        String names = models.stream().map(Shown::name).collect(Collectors.joining(", "));
        return new Figure(
                place == 0 ? id : id + "-" + (place + 1),
                caption,
                alternative + names,
                grid,
                csv.toString());
    }
}
