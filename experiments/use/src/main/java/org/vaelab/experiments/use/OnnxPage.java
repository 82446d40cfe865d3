// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.onnx.ModelGraph;
import org.vaelab.framework.onnx.Port;
import org.vaelab.reports.text.TextTemplate;

/** The page of exported graphs: inputs, outputs, how to draw z, and an example program. */
record OnnxPage(
        String run, RunModel trained, Map<String, ModelGraph> halves, Map<String, String> refused) {

    private static final int ROWS = 3;

    private record Half(String half, List<Value> inputs, List<Value> outputs) {}

    /** An input or output, and a shape of zeros for it. */
    private record Value(String name, String shape, String meaning, String zeros) {

        static List<Value> of(List<Port> ports) {
            return ports.stream()
                    .map(
                            port ->
                                    new Value(
                                            port.name(),
                                            port.shape().toString(),
                                            port.meaning().replace("|", "\\|"),
                                            zeros(port)))
                    .toList();
        }

        private static String zeros(Port port) {
            return Stream.concat(
                            Stream.of(ROWS),
                            port.shape().stream().skip(1).map(extent -> extent.at(ROWS)))
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
        }
    }

    /** A column of a table: its kind, or the names of its categories. */
    private record Cells(String name, String kind, String places) {

        static Cells of(Column column) {
            String kind =
                    switch (column.kind()) {
                        case REAL -> "a real number";
                        case DATE -> "days since 1970-01-01";
                        case COUNT -> "a count";
                        case BINARY, CATEGORICAL, ORDINAL -> "";
                    };
            return new Cells(column.name(), kind, String.join(", ", column.categories()));
        }
    }

    String text() {
        GenerativeModel generative = trained.model().generative();
        Map<String, String> labels = new LinkedHashMap<>();
        generative
                .condition()
                .labels()
                .forEach(of -> labels.put(of.name(), String.join(", ", of.labels().valueNames())));
        Map<String, String> draws = new LinkedHashMap<>();
        for (ModelGraph graph : halves.values()) {
            graph.draws().forEach((outputs, how) -> draws.put(String.join("`, `", outputs), how));
        }
        ValueDomain domain = trained.summary().domain();
        Map<String, Object> facts = new HashMap<>();
        facts.put("run", run);
        facts.put("model", trained.spec().model());
        facts.put("halves", ports());
        facts.put("refused", refused.entrySet());
        facts.put("domain", text(domain));
        facts.put("missing", trained.summary().hasMissing());
        facts.put(
                "columns",
                domain == ValueDomain.COLUMNS
                        ? DataView.modelledColumns(trained.summary()).stream()
                                .map(Cells::of)
                                .toList()
                        : List.of());
        facts.put("labels", labels.entrySet());
        facts.put("draws", draws.entrySet());
        facts.put("latents", generative.latents());
        facts.put("parts", trained.partNames().entrySet());
        facts.put(
                "hasParents",
                generative.latents().stream().anyMatch(latent -> !latent.parents().isEmpty()));
        facts.put("program", program());
        return TextTemplate.fill(OnnxPage.class, "onnx.md", facts);
    }

    private List<Half> ports() {
        return halves.entrySet().stream()
                .map(
                        half ->
                                new Half(
                                        half.getKey(),
                                        Value.of(half.getValue().inputs()),
                                        Value.of(half.getValue().outputs())))
                .toList();
    }

    private static String text(ValueDomain domain) {
        return switch (domain) {
            case BINARY -> "zeros and ones";
            case GREY_LEVELS -> "grey levels k / 255, k = 0 to 255";
            case UNIT_INTERVAL -> "numbers in [0, 1]";
            case REAL -> "real numbers, in the units of the training data";
            case COUNTS -> "counts 0, 1, 2, ...";
            case COLUMNS -> "a value of each column, in this order";
            case MODALITIES ->
                    "the values of each modality, one after the other; all NaN if it is missing";
            case TOKENS ->
                    "places of tokens in `"
                            + OnnxExport.VOCABULARY
                            + "` from 0 on; place 0 ends a text, and NaN follows up to the width."
                            + " A text that fills the width has no end";
        };
    }

    /** Returns a program that runs each half on zeros. */
    String program() {
        return TextTemplate.fill(OnnxPage.class, "onnx.py", Map.of("halves", ports())).strip();
    }
}
