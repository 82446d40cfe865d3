// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.JoinedReader;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ModalitySummary;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.array.ArraySource;
import org.vaelab.framework.sources.array.IdxSource;
import org.vaelab.framework.sources.image.ImageSource;
import org.vaelab.framework.sources.text.TextSource;
import org.vaelab.framework.tables.TableSource;

/**
 * Reads new examples from a folder that has a file or folder for each modality, called like it,
 * with any ending: {@code picture/} and {@code caption.csv}. The sources of the parts read them. A
 * modality without a file is missing.
 */
record FolderReader(JoinedData data) implements JoinedReader {

    /** For parts whose source reads no such files, and for modalities that are made of labels. */
    private static final List<ExampleReader> OTHERS =
            List.of(
                    IdxSource.newFiles(),
                    TextSource.newFiles(),
                    TableSource.of(Path.of("table.csv")).reader().orElseThrow(),
                    ArraySource.of(Path.of("npy")).reader().orElseThrow(),
                    ImageSource.newFiles());

    @Override
    public boolean accepts(Path file) {
        return Files.isDirectory(file);
    }

    @Override
    public Found read(Path folder, DataSummary trained) {
        Map<String, Examples> parts = new LinkedHashMap<>();
        List<String> remarks = new ArrayList<>();
        List<String> names = trained.form().modalities().stream().map(Modality::name).toList();
        for (Path file : files(folder)) {
            int place = names.indexOf(Pairs.withoutEnding(file.getFileName().toString()));
            if (place >= 0) {
                String name = names.get(place);
                Found found = read(trained.form().modalities().get(place), file, trained);
                found.remarks().forEach(text -> remarks.add(name + ": " + text));
                if (parts.put(name, found.examples()) != null) {
                    throw DataException.of("%s: modality '%s' is there twice", file, name);
                }
            }
        }
        if (parts.isEmpty()) {
            throw DataException.of(
                    "%s: it has no file or folder called like a modality: %s", folder, names);
        }
        List<String> unnamed =
                names.stream()
                        .filter(name -> parts.containsKey(name) && !isNamed(parts.get(name)))
                        .toList();
        if (data.isByName() && !unnamed.isEmpty()) {
            remarks.add("Paired by row: %s has no names.".formatted(String.join(", ", unnamed)));
        }
        return new Found(joined(parts, trained), remarks);
    }

    private static boolean isNamed(Examples examples) {
        return examples.origin().naming();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new DataException(folder + ": it cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Found read(Modality modality, Path file, DataSummary trained) {
        Optional<ExampleReader> own =
                Optional.ofNullable(data.sources().get(modality.name()))
                        .flatMap(DataSource::reader);
        ExampleReader reader =
                Stream.concat(own.stream(), OTHERS.stream())
                        .filter(each -> each.accepts(file))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "%s: no reader of modality '%s' knows this format",
                                                file, modality.name()));
        Found found = reader.read(file, new ModalitySummary(trained, modality));
        Examples examples = found.examples();
        if (examples.domain() != modality.domain()) {
            Binarization how = data.settings().binarization(modality.name());
            Dataset read =
                    Dataset.ofNew(file.toString(), modality.shape(), examples, DataFacts.NONE);
            examples = Preparation.of(how).apply(read, JoinedData.seed(how)).prepared(examples);
        }
        if (examples.domain() != modality.domain() || examples.width() != modality.width()) {
            throw DataException.of(
                    "%s: %s values per example, %s; modality '%s' has shape %s, %s",
                    file,
                    examples.width(),
                    examples.domain().label(),
                    modality.name(),
                    modality.shape(),
                    modality.domain().label());
        }
        return new Found(examples, found.remarks());
    }

    @Override
    public Examples joined(Map<String, Examples> parts, DataSummary trained) {
        List<Modality> all = trained.form().modalities();
        List<Pairs.Side> sides =
                all.stream()
                        .filter(modality -> parts.containsKey(modality.name()))
                        .map(of -> new Pairs.Side(of, parts.get(of.name()), trained.hasMissing()))
                        .toList();
        boolean areNamed = parts.values().stream().allMatch(FolderReader::isNamed);
        Pairs pairs = Pairs.of("new", sides, data.isByName() && areNamed);
        if (!trained.hasMissing() && (sides.size() < all.size() || pairs.hasMissing())) {
            throw DataException.of(
                    "a modality is missing, and the model was trained with all of them: %s\ntrain with"
                            + " missing of the data, with estimator: {type: modalities, singles: true}, or with a mixture of"
                            + " experts such as inference: moe",
                    all.stream().map(Modality::name).collect(Collectors.joining(", ")));
        }
        int width = all.get(all.size() - 1).to();
        Examples joined = pairs.examples(pairs.labels(), width, ValuePrecision.DOUBLE);
        return pairs.names().isEmpty() ? joined.from(sides.get(0).examples().origin()) : joined;
    }
}
