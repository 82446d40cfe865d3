// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.DataFrame;

/**
 * Two-dimensional maps of the latent codes of the first test examples, one for each model, coloured
 * by label. More than two dimensions are shown by their first two principal components.
 */
@Internal
public final class LatentMap {

    /** The most points of a map. */
    private static final int POINTS = 1000;

    /** The most points of the figure, which keeps its files small. */
    private static final int ALL_POINTS = 5000;

    /** The most classes whose names have room. */
    private static final int NAMED = 20;

    private static final String CAPTION =
            "Latent codes of %s examples: the location of q(z given x), of each model's first completed"
                    + " seed. Of several latent variables, the first is shown.";
    private static final String NAMES =
            " A name is at the mean of its points, or near it; one without room is left out.";

    /** The codes of one model. */
    private record Coded(ComparedModel model, ComparedRun run, CodeMap map, CodeClasses classes) {

        Coded thinned(int most) {
            return new Coded(model, run, map.thinned(most), classes);
        }

        /** Returns the class of each point for a label; empty where it is not known. */
        List<String> classes(String label) {
            return map.rows().stream()
                    .map(row -> classes.name().equals(label) ? classes.of(row) : "")
                    .toList();
        }
    }

    /** A point of a map. */
    private record Code(Coded of, int row, String label, PlotLayer.Point at) {}

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
            Optional<ComparedRun> run = model.firstCompleted();
            if (run.isPresent()) {
                coded(model, run.get(), leftOut).ifPresent(coded::add);
            }
        }
        if (coded.isEmpty()) {
            return Optional.empty();
        }
        int most = Math.min(POINTS, ALL_POINTS / coded.size());
        List<Coded> thinned = coded.stream().map(one -> one.thinned(Math.max(100, most))).toList();
        CodeClasses shared = shared(thinned);
        List<Plot> panels = thinned.stream().map(one -> panel(one, shared)).toList();
        return Optional.of(
                new Figure(
                        "latent-maps",
                        caption(comparison.evaluatedPart(), thinned, shared, leftOut),
                        "Maps of the latent codes of "
                                + Figure.names(thinned.stream().map(Coded::model).toList()),
                        rows(thinned, shared),
                        new Panels(panels, true)));
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

    private static Plot panel(Coded one, CodeClasses shared) {
        List<String> names =
                one.classes().name().equals(shared.name()) ? shared.values() : List.of();
        return MapPlot.of(
                one.model().label(),
                one.map(),
                one.classes(shared.name()),
                shared.hasColours() ? names : List.of(),
                names.size() <= NAMED ? names : List.of());
    }

    private static String caption(
            String part, List<Coded> coded, CodeClasses shared, Map<String, String> leftOut) {
        StringBuilder text = new StringBuilder(CAPTION.formatted(part));
        boolean isNamed = shared.values().size() <= NAMED && !shared.values().isEmpty();
        if (shared.hasColours()) {
            text.append(" Colours and markers are the values of ").append(shared.name());
            text.append(isNamed ? "." + NAMES : ".");
        } else {
            text.append(" Cells are darker where more codes lie.");
            text.append(isNamed ? " Names are values of " + shared.name() + "." + NAMES : "");
        }
        coded.stream()
                .map(one -> one.map().frame())
                .sorted()
                .distinct()
                .forEach(frame -> text.append(frame.caption()));
        leftOut.forEach((model, why) -> text.append(" %s has no map: %s.".formatted(model, why)));
        return text.toString();
    }

    private static DataFrame<Code> rows(List<Coded> coded, CodeClasses shared) {
        List<Code> codes = new ArrayList<>();
        for (Coded one : coded) {
            List<String> classes = one.classes(shared.name());
            for (int i = 0; i < classes.size(); i++) {
                CodeMap map = one.map();
                codes.add(new Code(one, map.rows().get(i), classes.get(i), map.points().get(i)));
            }
        }
        return DataFrame.of(codes)
                .column("model", code -> code.of().model().name())
                .column("seed", code -> code.of().run().planned().seed())
                .column("row", Code::row)
                .column("label", Code::label)
                .column("x", code -> code.at().x())
                .column("y", code -> code.at().y());
    }
}
