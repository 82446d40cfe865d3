// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ModalitySamples;
import org.vaelab.framework.record.ModalitySamples.Written;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.ItemGrid.Item;
import org.vaelab.reports.tables.DataFrame;

/**
 * What models of several modalities draw: one modality given another, for test examples, and all
 * from the prior.
 */
@Internal
public final class ModalityFigures {

    private static final String GIVEN = "given";
    private static final String PICTURES =
            " A picture is the mean of p(x given z), where that is known; all else is drawn.";

    /** A model with what its first completed run has drawn. */
    private record Shown(ComparedModel model, RunFolder folder, ModalitySamples drawn) {

        String name() {
            return model.label().plain();
        }
    }

    /** An item of a figure; images are in the sheets of the run. */
    private record At(String column, int example, int draw, String text) {}

    private ModalityFigures() {}

    /**
     * Draws a figure for each pair of modalities, and one of the prior; nothing if no run has
     * several modalities.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public static List<Figure> of(Comparison comparison) throws IOException {
        List<Shown> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.firstCompleted().stream().toList()) {
                Optional<ModalitySamples> drawn = run.folder().modalities().find();
                drawn.ifPresent(of -> all.add(new Shown(model, run.folder(), of)));
            }
        }
        List<Figure> figures = new ArrayList<>();
        List<Shown> fitting = all.stream().filter(one -> one.drawn().inputs() > 0).toList();
        for (Written given :
                fitting.isEmpty() ? List.<Written>of() : fitting.get(0).drawn().modalities()) {
            for (Written drawn : fitting.get(0).drawn().modalities()) {
                if (!drawn.equals(given)) {
                    figures.add(pair(given, drawn, fitting));
                }
            }
        }
        if (!all.isEmpty()) {
            figures.add(prior(all));
        }
        return figures;
    }

    private static Figure pair(Written given, Written drawn, List<Shown> models)
            throws IOException {
        ModalitySamples first = models.get(0).drawn();
        int inputs = first.inputs();
        Map<String, List<List<Item>>> columns = new LinkedHashMap<>();
        List<List<Item>> shown =
                items(
                        given,
                        models.get(0).folder().drawnGiven(given.name()),
                        true,
                        inputs,
                        first.draws());
        columns.put(
                GIVEN + " " + given.name(), shown.stream().map(of -> of.subList(0, 1)).toList());
        for (Shown model : models) {
            columns.put(
                    model.name(),
                    items(
                            drawn,
                            model.folder().drawnGiven(given.name()),
                            true,
                            inputs,
                            model.drawn().draws()));
        }
        return figure(
                "drawn-%s-given-%s".formatted(drawn.name(), given.name()),
                ("The %s that models draw given the %s of the first test examples that have all"
                                + " modalities, %s draws of each: z from q given it, then x given z. Models that"
                                + " were not trained on some modalities without the others are left out.%s%s")
                        .formatted(
                                drawn.name(),
                                given.name(),
                                first.draws(),
                                drawn.channels() > 0 ? PICTURES : "",
                                SampleFigures.CHOICE),
                columns);
    }

    private static Figure prior(List<Shown> models) throws IOException {
        Map<String, List<List<Item>>> columns = new LinkedHashMap<>();
        for (Shown model : models) {
            List<List<Item>> rows = new ArrayList<>();
            for (Written modality : model.drawn().modalities()) {
                List<List<Item>> own =
                        items(
                                modality,
                                model.folder().priorModalities(),
                                false,
                                model.drawn().prior(),
                                1);
                for (int i = 0; i < own.size(); i++) {
                    if (rows.size() <= i) {
                        rows.add(new ArrayList<>());
                    }
                    rows.get(i).addAll(own.get(i));
                }
            }
            columns.put(model.name(), rows);
        }
        return figure(
                "prior-modalities",
                "All modalities of draws of the prior, a draw in each row."
                        + PICTURES
                        + SampleFigures.CHOICE,
                columns);
    }

    private static Figure figure(String id, String caption, Map<String, List<List<Item>>> columns) {
        List<At> all = new ArrayList<>();
        columns.forEach(
                (column, rows) -> {
                    for (int i = 0; i < rows.size(); i++) {
                        for (int k = 0; k < rows.get(i).size(); k++) {
                            all.add(new At(column, i, k, rows.get(i).get(k).text()));
                        }
                    }
                });
        DataFrame<At> rows =
                DataFrame.of(all)
                        .column("column", At::column)
                        .column("example", At::example)
                        .column("draw", At::draw)
                        .column("text", At::text);
        return new Figure(
                id,
                caption,
                caption,
                rows,
                new ItemGrid(List.copyOf(columns.keySet()), List.copyOf(columns.values())));
    }

    /** Returns the items of a file: for each of some examples, those of its draws. */
    private static List<List<Item>> items(
            Written modality, Path folder, boolean isGiven, int examples, int draws)
            throws IOException {
        List<Item> all = new ArrayList<>();
        if (modality.channels() > 0) {
            BufferedImage sheet = ImageIO.read(modality.in(folder).toFile());
            int across =
                    (sheet.getWidth() + SampleSheet.GAP) / (modality.width() + SampleSheet.GAP);
            for (int i = 0; i < examples * draws; i++) {
                int x = i % across * (modality.width() + SampleSheet.GAP);
                int y = i / across * (modality.height() + SampleSheet.GAP);
                all.add(Item.of(sheet.getSubimage(x, y, modality.width(), modality.height())));
            }
        } else {
            ModalitySamples.texts(modality, folder, isGiven)
                    .forEach(text -> all.add(Item.of(text)));
        }
        List<List<Item>> rows = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            rows.add(all.subList(i * draws, (i + 1) * draws));
        }
        return rows;
    }
}
