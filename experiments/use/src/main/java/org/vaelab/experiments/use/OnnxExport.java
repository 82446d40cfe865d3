// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.experiments.config.RuntimeSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.onnx.ModelGraph;
import org.vaelab.framework.onnx.ModelGraphs;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Encoder and generator of a run as ONNX, with a page that explains their use.
 *
 * @param halves the graphs by name
 * @param refused the reason for each half that is not exported, by its name
 * @param program a program in Python that runs the graphs
 * @param tokens the vocabulary of texts in order; empty if the data are no texts
 */
@Internal
public record OnnxExport(
        Map<String, ModelGraph> halves,
        Map<String, String> refused,
        String page,
        String program,
        List<String> tokens) {

    /** The file of the vocabulary, a JSON array. */
    static final String VOCABULARY = "vocabulary.json";

    private static final List<String> HALVES = List.of("encoder", "generator");

    /**
     * Makes the graphs of a run's model, in float32 whatever it was trained in.
     *
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or neither half of the model is a
     *     graph
     * @throws org.vaelab.framework.plugin.PluginException if a plugin it was made with is not given
     */
    public static OnnxExport of(RunFolder folder, Lab lab) throws IOException {
        Tracer[] tracer = new Tracer[1];
        try (RunModel trained =
                RunModel.open(
                        folder,
                        List.of(),
                        lab,
                        runtime -> {
                            tracer[0] = open(runtime, lab.backends());
                            return tracer[0].runtime();
                        })) {
            return of(
                    folder,
                    trained,
                    new ModelGraphs(tracer[0], trained.model(), trained.summary()));
        }
    }

    private static Tracer open(RuntimeSpec runtime, Backends backends) {
        return Tracer.open(backends, runtime.backend(), runtime.threads(), DType.FLOAT32);
    }

    private static OnnxExport of(RunFolder folder, RunModel trained, ModelGraphs graphs) {
        Map<String, ModelGraph> halves = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, Supplier<ModelGraph>> makers = new LinkedHashMap<>();
        makers.put(HALVES.get(0), graphs::encoder);
        makers.put(HALVES.get(1), graphs::generator);
        makers.forEach(
                (half, maker) -> {
                    try {
                        halves.put(half, maker.get());
                    } catch (UntraceableException e) {
                        refused.put(half, String.valueOf(e.getMessage()));
                    }
                });
        if (halves.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("neither half can be exported"));
            refused.forEach((half, why) -> lines.add("    " + half + ": " + why));
            throw new IllegalArgumentException(String.join("\n", lines));
        }
        String run = String.valueOf(folder.path().toAbsolutePath().normalize().getFileName());
        OnnxPage page = new OnnxPage(run, trained, halves, refused);
        return new OnnxExport(
                halves,
                refused,
                page.text(),
                page.program(),
                trained.summary().form().vocabulary().map(Vocabulary::tokens).orElse(List.of()));
    }

    /**
     * Writes a file for each half, the page, and the vocabulary of texts. If a half is no longer
     * exported, its earlier file is deleted.
     *
     * @return the files, in order
     * @throws IOException if one cannot be written; no file is ever partial
     */
    public List<Path> write(Path folder) throws IOException {
        return write(folder, "README.md");
    }

    /**
     * Writes as {@link #write(Path)} does, with another name of the page.
     *
     * @throws IOException if a file cannot be written; no file is ever partial
     */
    public List<Path> write(Path folder, String pageName) throws IOException {
        List<Path> written = new ArrayList<>();
        for (String half : HALVES) {
            Path file = folder.resolve(half + ".onnx");
            ModelGraph graph = halves.get(half);
            if (graph == null) {
                Files.deleteIfExists(file);
            } else {
                AtomicFile.write(file, graph.bytes());
                written.add(file);
            }
        }
        if (!tokens.isEmpty()) {
            Path file = folder.resolve(VOCABULARY);
            AtomicFile.write(file, new ObjectMapper().writeValueAsBytes(tokens));
            written.add(file);
        }
        Path readme = folder.resolve(pageName);
        AtomicFile.write(readme, page.getBytes(StandardCharsets.UTF_8));
        written.add(readme);
        return written;
    }
}
