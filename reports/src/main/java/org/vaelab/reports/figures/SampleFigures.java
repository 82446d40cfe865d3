// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.FigureNotes.TraversedUnit;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.figures.ImageGrid.Block;
import org.vaelab.reports.figures.ImageGrid.Row;
import org.vaelab.reports.tables.DataFrame;

/**
 * The sample images of all models, each of its first completed run: reconstructions of the same
 * test images, samples from the prior, and latent traversals.
 */
@Internal
public final class SampleFigures {

    static final String CHOICE =
            " Of each model the first completed seed, not chosen by its looks.";
    private static final int FEW_MODELS = 2;
    private static final int FEW_UNITS = 5;

    /** A model with the run whose images are shown. */
    private record Shown(ComparedModel model, RunFolder folder, RunRecord record) {

        String name() {
            return model.label().plain();
        }

        /** Returns the sentence on the values that prior samples have; empty if they have none. */
        String condition() {
            Likelihood of = Objects.requireNonNull(record.provenance().facts().likelihood());
            String column =
                    of.condition().isEmpty()
                            ? of.latentLabel()
                            : FactText.condition(of.condition());
            return column == null
                    ? ""
                    : " Images of %s take the values of %s in turn.".formatted(name(), column);
        }
    }

    /** Models whose images one figure can hold. */
    private record Group(List<Shown> models, List<Row> rows) {}

    private SampleFigures() {}

    /**
     * Draws the figures of a comparison; none if no run has images.
     *
     * @throws IOException if an image cannot be read
     */
    public static List<Figure> of(Comparison comparison) throws IOException {
        List<Shown> shown = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.firstCompleted().stream().toList()) {
                shown.add(new Shown(model, run.folder(), run.completed().orElseThrow()));
            }
        }
        List<Figure> figures = new ArrayList<>(reconstructions(shown, comparison.evaluatedPart()));
        figures.addAll(prior(shown));
        figures.addAll(traversals(shown));
        return figures;
    }

    /** Draws a figure for all models with the same originals. */
    private static List<Figure> reconstructions(List<Shown> shown, String part) throws IOException {
        Map<List<Integer>, Group> groups = new LinkedHashMap<>();
        for (Shown one : shown) {
            SheetTiles tiles = SheetTiles.read(one.folder().reconstructionSheet(), one.record());
            List<BufferedImage> originals = tiles.everySecond(0);
            if (!originals.isEmpty()) {
                Group group = group(groups, SheetTiles.pixels(originals), one);
                if (group.rows().isEmpty()) {
                    group.rows().add(new Row(part + " data", originals));
                }
                group.rows().add(new Row(one.name(), tiles.everySecond(1)));
            }
        }
        return figures(
                "reconstructions",
                groups.values(),
                group -> "Images of the " + part + " data, and their reconstructions below them.",
                "Images of the " + part + " data and their reconstructions by ");
    }

    /** Draws a figure for all models with images of one size. */
    private static List<Figure> prior(List<Shown> shown) throws IOException {
        Map<List<Integer>, Group> groups = new LinkedHashMap<>();
        for (Shown one : shown) {
            List<BufferedImage> all =
                    SheetTiles.read(one.folder().priorSheet(), one.record()).all();
            if (!all.isEmpty()) {
                List<Integer> size = List.of(all.get(0).getWidth(), all.get(0).getHeight());
                group(groups, size, one).rows().add(new Row(one.name(), all));
            }
        }
        return figures(
                "prior-samples",
                groups.values(),
                group ->
                        group.models().stream()
                                .map(Shown::condition)
                                .distinct()
                                .collect(
                                        Collectors.joining(
                                                "", "Decoded samples from the prior.", "")),
                "Decoded samples from the prior of ");
    }

    private static Group group(Map<List<Integer>, Group> groups, List<Integer> key, Shown one) {
        Group group =
                groups.computeIfAbsent(key, k -> new Group(new ArrayList<>(), new ArrayList<>()));
        group.models().add(one);
        return group;
    }

    private static List<Figure> figures(
            String id,
            Collection<Group> groups,
            Function<Group, String> caption,
            String alternative) {
        List<Figure> figures = new ArrayList<>();
        for (Group group : groups) {
            ImageGrid grid = new ImageGrid(List.of(new Block("", group.rows())));
            String name = figures.isEmpty() ? id : id + "-" + (figures.size() + 1);
            figures.add(figure(name, caption.apply(group), alternative, grid, group.models()));
        }
        return figures;
    }

    private static List<Figure> traversals(List<Shown> shown) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<Shown> models = new ArrayList<>();
        int units = shown.size() <= FEW_MODELS ? Integer.MAX_VALUE : FEW_UNITS;
        for (Shown one : shown) {
            SheetTiles tiles = SheetTiles.read(one.folder().traversalSheet(), one.record());
            List<TraversedUnit> traversed = one.folder().readFigures().traversed();
            if (!tiles.rows().isEmpty() && tiles.rows().size() == traversed.size()) {
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
                                "Latent traversals from the code of the first test image: each row"
                                        + " changes one unit across the range of the prior. Units"
                                        + " with the largest KL come first, where it is known.",
                                "Latent traversals of ",
                                new ImageGrid(blocks),
                                models));
    }

    private static Figure figure(
            String id, String caption, String alternative, ImageGrid grid, List<Shown> models) {
        DataFrame<Shown> rows =
                DataFrame.of(models)
                        .column("model", one -> one.model().name())
                        .column("seed", one -> one.record().seed());
        String names = models.stream().map(Shown::name).collect(Collectors.joining(", "));
        return new Figure(id, caption + CHOICE, alternative + names, rows, grid);
    }
}
