// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Latent codes as CSV: the location of q(z given x), one row per example. The columns are {@code
 * index}, the labels, and those of each latent variable.
 *
 * @param columns by latent variable, in order
 */
record CodeTable(LatentVariableModel model, Map<String, TableColumns> columns) {

    private static final int CHUNK = 500;

    CodeTable {
        columns = new LinkedHashMap<>(columns);
    }

    /** Returns the table of all latent variables. */
    static CodeTable of(LatentVariableModel model) {
        boolean pointMass = isPointMass(model);
        List<LatentVariable> latents = model.generative().latents();
        Map<String, TableColumns> columns = new LinkedHashMap<>();
        for (LatentVariable latent : latents) {
            String prefix = latents.size() == 1 ? "z" : latent.name() + ".z";
            columns.put(latent.name(), latent.space().columns(prefix, pointMass));
        }
        return new CodeTable(model, columns);
    }

    private static boolean isPointMass(LatentVariableModel model) {
        try (TensorScope scope = model.runtime().scope()) {
            return model.infer(model.trial(), RandomKey.of(0), Phase.evaluation())
                    .draw(RandomKey.of(0), 1)
                    .isPointMass();
        }
    }

    /** Returns the first latent variables that fit a number of columns. */
    CodeTable fitting(int most) {
        Map<String, TableColumns> fitting = new LinkedHashMap<>();
        int used = 0;
        for (Map.Entry<String, TableColumns> variable : columns.entrySet()) {
            int width = variable.getValue().names().size();
            if (used + width <= most) {
                used += width;
                fitting.put(variable.getKey(), variable.getValue());
            }
        }
        return new CodeTable(model, fitting);
    }

    private List<String> names() {
        return columns.values().stream().flatMap(table -> table.names().stream()).toList();
    }

    /** Returns the geometry of the columns, in order. */
    List<CodePart> parts() {
        List<CodePart> parts = new ArrayList<>();
        columns.forEach(
                (variable, table) -> {
                    int from = 0;
                    for (TableColumns.Group group : table.groups()) {
                        int to = from + group.columns();
                        List<String> names = table.names().subList(from, to);
                        parts.add(new CodePart(variable, group.geometry(), group.points(), names));
                        from = to;
                    }
                });
        return parts;
    }

    void write(Examples examples, Writer out) throws IOException {
        List<String> header = new ArrayList<>(List.of("index"));
        header.addAll(labels(examples));
        header.addAll(names());
        out.write(String.join(",", header) + "\n");
        int width = names().size();
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            float[] z = locations(batch);
            for (int i = 0; i < batch.size(); i++) {
                out.write(Integer.toString(batch.rows()[i]));
                for (int c = 0; c < batch.labelColumns(); c++) {
                    int label = batch.labels()[i * batch.labelColumns() + c];
                    out.write("," + (label == Labels.UNKNOWN ? "" : label));
                }
                for (int j = i * width; j < (i + 1) * width; j++) {
                    out.write("," + ExampleFile.number(z[j]));
                }
                out.write("\n");
            }
        }
    }

    static List<String> labels(Examples examples) {
        return examples.labels().map(Labels::columns).orElse(List.of()).stream()
                .map(Labels.Column::name)
                .toList();
    }

    /** Returns the locations of all variables side by side, one row per example. */
    private float[] locations(MiniBatch examples) {
        try (TensorScope scope = model.runtime().scope()) {
            Latents location =
                    model.infer(model.batch(examples), RandomKey.of(0), Phase.evaluation())
                            .location();
            List<float[]> parts = new ArrayList<>();
            columns.forEach(
                    (variable, table) -> {
                        Tensor z = location.z(variable);
                        parts.add(table.values().apply(z).readFloats());
                    });
            return sideBySide(parts, examples.size());
        }
    }

    private static float[] sideBySide(List<float[]> parts, int rows) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int width = parts.stream().mapToInt(part -> part.length / rows).sum();
        float[] all = new float[rows * width];
        int from = 0;
        for (float[] part : parts) {
            int own = part.length / rows;
            for (int i = 0; i < rows; i++) {
                System.arraycopy(part, i * own, all, i * width + from, own);
            }
            from += own;
        }
        return all;
    }
}
