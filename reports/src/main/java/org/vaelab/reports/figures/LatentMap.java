// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.CodeMap.Frame;

/**
 * Two-dimensional maps of the latent codes of the first test examples, one for each model, coloured
 * by label. More than two dimensions are shown by their first two principal components.
 */
public final class LatentMap {

    /** The most points of a map. */
    private static final int POINTS = 1000;

    /** The most points of the figure, which keeps its files small. */
    private static final int ALL_POINTS = 5000;

    /** The most classes whose names have room. */
    private static final int NAMED = 20;

    /** The codes of one model. */
    private record Coded(ComparedModel model, ComparedRun run, CodeMap map, CodeClasses classes) {

        Coded thinned(int most) {
            int every = (map.rows().size() + most - 1) / most;
            List<Layer.Point> points = new ArrayList<>();
            List<Integer> rows = new ArrayList<>();
            for (int i = 0; i < map.rows().size(); i += every) {
                points.add(map.points().get(i));
                rows.add(map.rows().get(i));
            }
            CodeMap fewer = new CodeMap(map.frame(), points, rows, map.titles());
            return new Coded(model, run, fewer, classes);
        }
    }

    private LatentMap() {}

    /**
     * Draws the figure; empty if no completed run has codes that have a map.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static Optional<Figure> of(Comparison comparison) throws IOException {
        List<Coded> coded = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                if (run.completed().isPresent()) {
                    coded(model, run, leftOut).ifPresent(coded::add);
                    break;
                }
            }
        }
        if (coded.isEmpty()) {
            return Optional.empty();
        }
        int most = Math.min(POINTS, ALL_POINTS / coded.size());
        List<Coded> thinned = coded.stream().map(one -> one.thinned(Math.max(100, most))).toList();
        CodeClasses shared = shared(thinned);
        List<String> names = shared.values();
        List<Plot> panels = thinned.stream().map(one -> panel(one, shared, names)).toList();
        return Optional.of(
                new Figure(
                        "latent-maps",
                        caption(comparison.evaluatedPart(), thinned, shared, leftOut),
                        "Maps of the latent codes of "
                                + Figure.names(thinned.stream().map(Coded::model).toList()),
                        new Panels(panels, true),
                        csv(thinned, shared)));
    }

    /** Returns the map of the first part of a code that has one. */
    private static Optional<Coded> coded(
            ComparedModel model, ComparedRun run, Map<String, String> leftOut) throws IOException {
        RunFolder folder = run.folder();
        FigureNotes notes = folder.readFigures();
        Map<String, double[]> columns = folder.readCodes();
        String reason = "";
        for (CodePart part : notes.codes()) {
            if (!columns.keySet().containsAll(part.columns())) {
                continue;
            }
            Optional<String> without = CodeMap.without(part);
            Optional<CodeMap> map =
                    without.isPresent() ? Optional.empty() : CodeMap.of(part, columns);
            if (map.isPresent()) {
                CodeClasses classes = CodeClasses.of(notes, folder.readCodeFields());
                return Optional.of(new Coded(model, run, map.get(), classes));
            }
            reason = reason.isEmpty() ? without.orElse("its codes are all equal") : reason;
        }
        if (!reason.isEmpty()) {
            leftOut.put(model.label().plain(), reason);
        }
        return Optional.empty();
    }

    /** Returns the label of the first model that has one, with the values of all models. */
    private static CodeClasses shared(List<Coded> coded) {
        String name =
                coded.stream()
                        .map(one -> one.classes().name())
                        .filter(label -> !label.isEmpty())
                        .findFirst()
                        .orElse("");
        Set<String> values = new LinkedHashSet<>();
        coded.stream()
                .map(Coded::classes)
                .filter(classes -> classes.name().equals(name))
                .forEach(classes -> values.addAll(classes.values()));
        return new CodeClasses(name, CodeClasses.sorted(values), List.of());
    }

    private static Plot panel(Coded one, CodeClasses shared, List<String> names) {
        boolean labelled = one.classes().name().equals(shared.name()) && !names.isEmpty();
        List<Integer> classes =
                one.map().rows().stream()
                        .map(row -> labelled ? place(one.classes(), shared, row) : -1)
                        .toList();
        return MapPlot.of(
                one.model().label(),
                one.map(),
                classes,
                labelled && shared.hasColours() ? names : List.of(),
                labelled && names.size() <= NAMED ? names : List.of());
    }

    private static int place(CodeClasses own, CodeClasses shared, int row) {
        int place = own.place(row);
        return place < 0 ? -1 : shared.values().indexOf(own.values().get(place));
    }

    private static String caption(
            String part, List<Coded> coded, CodeClasses shared, Map<String, String> leftOut) {
        StringBuilder text = new StringBuilder();
        text.append("Latent codes of ").append(part);
        text.append(
                " examples: the location of q(z given x), of each model's first completed seed. Of several latent variables, the first is shown.");
        if (shared.values().isEmpty()) {
            text.append(" Cells are darker where more codes lie.");
        } else if (shared.hasColours()) {
            text.append(" Colours and markers are the values of ").append(shared.name());
            text.append(", which stand at the means of their points.");
        } else {
            text.append(" Cells are darker where more codes lie.");
            if (shared.values().size() <= NAMED) {
                text.append(" The values of ").append(shared.name());
                text.append(" stand at the means of their points.");
            }
        }
        text.append(
                sentence(
                        coded,
                        Frame.SPHERE,
                        "A sphere S^2 is shown in Hammer's equal-area projection."));
        text.append(
                sentence(
                        coded,
                        Frame.COMPONENTS,
                        "More than two dimensions are shown by their principal components (PC), with"
                                + " the share of the variance of each."));
        leftOut.forEach(
                (model, why) ->
                        text.append(" ")
                                .append(model)
                                .append(" has no map: ")
                                .append(why)
                                .append("."));
        return text.toString();
    }

    private static String sentence(List<Coded> coded, Frame frame, String sentence) {
        return coded.stream().anyMatch(one -> one.map().frame() == frame) ? " " + sentence : "";
    }

    private static String csv(List<Coded> coded, CodeClasses shared) {
        Csv csv = new Csv("model", "seed", "row", "label", "x", "y");
        for (Coded one : coded) {
            for (int i = 0; i < one.map().rows().size(); i++) {
                int row = one.map().rows().get(i);
                int place =
                        Objects.equals(one.classes().name(), shared.name())
                                ? one.classes().place(row)
                                : -1;
                csv.row(
                        one.model().name(),
                        one.run().planned().seed(),
                        row,
                        place < 0 ? null : one.classes().values().get(place),
                        one.map().points().get(i).x(),
                        one.map().points().get(i).y());
            }
        }
        return csv.toString();
    }
}
