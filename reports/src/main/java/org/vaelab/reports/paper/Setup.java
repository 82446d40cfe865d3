// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.paper.Said.Fact;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.ShapeText;
import org.vaelab.reports.text.TextTemplate;

/**
 * {@code setup.tex}: the experimental setup in a few paragraphs that an author edits.
 *
 * <p>The template has the sentences; facts come from settings and records. What is not known has no
 * sentence.
 */
final class Setup {

    /** The parts of a model, as clauses. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("posterior", "a %s posterior");
        PARTS.put("prior", "a %s prior");
        PARTS.put("likelihood", "a %s likelihood");
        PARTS.put("regularizer", "a %s regulariser");
        PARTS.put("inference", "%s inference");
        PARTS.put("estimator", "the %s objective");
    }

    private static final Set<String> CITED_ELSEWHERE =
            Set.of(Bibliography.METRIC, Bibliography.OPTIMIZER, Bibliography.DATA_SOURCE);

    /** The tables of a report that the setup refers to. */
    private static final List<String> TABLES =
            List.of("differences", "settings", "compute", "changes");

    /** The digits of a checksum that tell data sets apart. */
    private static final int SHORT = 12;

    /** The file name of a jar as Maven writes it: name, version. */
    private static final Pattern VERSIONED = Pattern.compile("^(.+?)-(\\d.*)\\.jar$");

    private final Comparison comparison;
    private final List<ComparedModel> models;
    private final Bibliography methods;
    private final Words words;
    private final Map<String, @Nullable Object> facts = new HashMap<>();

    private Setup(Comparison comparison, Bibliography methods) {
        this.comparison = comparison;
        this.models = comparison.models();
        this.methods = methods;
        this.words = Words.of(comparison);
    }

    static String of(Comparison comparison, Bibliography methods, List<Table> tables) {
        Setup setup = new Setup(comparison, methods);
        Set<String> ids = new HashSet<>();
        tables.forEach(table -> ids.add(table.id()));
        TABLES.forEach(id -> setup.facts.put(id, ids.contains(id)));
        setup.data();
        setup.models();
        setup.networks();
        setup.facts.putAll(new SetupTraining(comparison, methods, setup.words).facts());
        String budget = comparison.plan().budget();
        setup.facts.put(
                "budget", budget != null && ids.contains("changes") ? Escape.latex(budget) : "");
        setup.evaluation();
        setup.implementation();
        setup.facts.put("capital", changed(Words::capital));
        // A heading without a sentence is left out.
        setup.facts.put("paragraph", changed(text -> text.lines().count() < 2 ? "" : text + "\n"));
        return LatexFile.of(
                "The experimental setup, from the plan and the records. Edit a copy.",
                List.of(),
                TextTemplate.fill(Setup.class, "setup.tex", setup.facts));
    }

    private static Mustache.Lambda changed(Function<String, String> change) {
        return (text, out) -> out.write(change.apply(text.execute()));
    }

    /** Adds a fact of models. */
    private <T> void said(String name, List<ComparedModel> of, Fact<T> fact) {
        facts.put(name, Said.each(of, fact));
    }

    /** Adds what the runs of models say. */
    private <T> void ofRuns(String name, Function<Provenance, Optional<T>> fact) {
        said(name, models, model -> runs(model).map(fact).flatMap(Optional::stream));
    }

    static Stream<Provenance> runs(ComparedModel model) {
        return model.ended().stream().map(RunRecord::provenance);
    }

    private record DataSet(String name, String sizes, String shape, String checksum) {}

    private void data() {
        ofRuns("sets", run -> Optional.of(distinguished(run)));
        ofRuns("binarization", run -> words.clause(run.data().binarization()));
        prepared("missing", data -> Optional.ofNullable(data.missing()).map(FactText::missing));
        prepared("constant", data -> FactText.constant(data.constant()));
        prepared("dropped", data -> Optional.ofNullable(data.leftOut()).map(FactText::dropped));
        prepared("leftOut", data -> Optional.ofNullable(data.leftOut()).map(FactText::classes));
    }

    private void prepared(String name, Function<Preparation, Optional<String>> fact) {
        ofRuns(name, run -> fact.apply(run.facts().preparation()).map(Escape::latex));
    }

    /**
     * Returns the data of a run, with the checksum where two data sets have the same name and size.
     */
    private DataSet distinguished(Provenance run) {
        DataSet data = data(run, "");
        long same =
                comparison.ended().stream()
                        .map(RunRecord::provenance)
                        .filter(other -> data(other, "").equals(data))
                        .map(other -> other.data().checksum())
                        .distinct()
                        .count();
        String checksum = run.data().checksum();
        String first = checksum.substring(0, Math.min(SHORT, checksum.length()));
        return same < 2 ? data : data(run, " (checksum " + first + ")");
    }

    private static DataSet data(Provenance run, String checksum) {
        Provenance.Data data = run.data();
        List<String> sizes = new ArrayList<>();
        sizes.add(NumberText.grouped(data.train()) + " training");
        if (data.validation() > 0) {
            sizes.add(NumberText.grouped(data.validation()) + " validation");
        }
        sizes.add(NumberText.grouped(data.test()) + " test");
        return new DataSet(
                Escape.latex(DataName.of(run)),
                ListText.of(sizes),
                ShapeText.of(data.shape()).replace(" × ", "$\\times$").replace(" each", ""),
                checksum);
    }

    private record Start(String what, String model, boolean frozen) {}

    private void models() {
        facts.put("several", models.size() > 1 ? Words.number(models.size()) : "");
        facts.put("labels", ListText.of(models.stream().map(m -> m.label().latex()).toList()));
        facts.put("baseline", comparison.baseline().map(b -> b.label().latex()).orElse(""));
        List<Fact<String>> parts = new ArrayList<>();
        PARTS.forEach(
                (kind, clause) ->
                        parts.add(
                                model ->
                                        runs(model)
                                                .map(run -> run.facts().parts().get(kind))
                                                .filter(Objects::nonNull)
                                                .map(p -> Words.article(clause, words.part(p)))));
        parts.add(
                model ->
                        runs(model)
                                .map(run -> String.join(" > ", run.facts().spaces()))
                                .filter(spaces -> !spaces.isEmpty())
                                .map(spaces -> "the latent space " + Words.space(spaces)));
        facts.put(
                "parts",
                Said.clauses(
                        models, parts, model -> cited(model, k -> !CITED_ELSEWHERE.contains(k))));
        ofRuns("condition", Setup::condition);
        ofRuns(
                "starts",
                run ->
                        Optional.ofNullable(run.start())
                                .map(
                                        start ->
                                                new Start(
                                                        start.parts().equals("all")
                                                                ? "all parameters"
                                                                : "the " + start.parts(),
                                                        Escape.latex(start.model()),
                                                        start.frozen())));
    }

    private static Optional<String> condition(Provenance run) {
        return Optional.ofNullable(run.facts().likelihood())
                .map(Likelihood::condition)
                .filter(columns -> !columns.isEmpty())
                .map(FactText::condition)
                .map(Escape::latex);
    }

    private Set<String> cited(ComparedModel model, Predicate<String> kinds) {
        return methods.keys(model.ended(), method -> kinds.test(method.kind()));
    }

    private record Channels(String list, @Nullable Integer kernel) {}

    private record Parameters(String least, String most, boolean range) {}

    private void networks() {
        facts.put(
                "networks",
                Said.clauses(models, List.of(this::architectures, this::units), model -> Set.of()));
        said("channels", models, Setup::channels);
        facts.put("parameters", parameters());
    }

    private Stream<String> architectures(ComparedModel model) {
        boolean gated = at(model, "/network/gated").anyMatch(JsonNode::asBoolean);
        Optional<String> decoder = words.type(model, "/network/decoder").findFirst();
        return words.type(model, "/network/encoder")
                .map(encoder -> gated ? "gated and " + encoder : encoder)
                .map(
                        encoder ->
                                decoder.filter(own -> !own.equals(encoder))
                                        .map(
                                                own ->
                                                        "have encoders that are %s and decoders that are %s"
                                                                .formatted(encoder, own))
                                        .orElse("are " + encoder));
    }

    private Stream<String> units(ComparedModel model) {
        List<String> units =
                Stream.concat(
                                at(model, "/network/hidden")
                                        .filter(JsonNode::isArray)
                                        .map(Setup::layers),
                                words.type(model, "/network/activation")
                                        .filter(activation -> !activation.equals("identity"))
                                        .map(activation -> activation + " activations"))
                        .toList();
        return Stream.of("have " + String.join(" with ", units)).filter(u -> !units.isEmpty());
    }

    private static String layers(JsonNode layers) {
        String units = ListText.of(Words.values(layers)) + " units";
        return switch (layers.size()) {
            case 0 -> "no hidden layer";
            case 1 -> "one hidden layer of " + units;
            default -> Words.number(layers.size()) + " hidden layers of " + units;
        };
    }

    private static Stream<Channels> channels(ComparedModel model) {
        Integer kernel =
                at(model, "/network/kernel")
                        .filter(JsonNode::isInt)
                        .map(JsonNode::intValue)
                        .findFirst()
                        .orElse(null);
        return at(model, "/network/channels")
                .map(of -> new Channels(ListText.of(Words.values(of)), kernel));
    }

    /** Returns the range of the models' numbers of trained parameters, if all are known. */
    private List<Parameters> parameters() {
        long[] counts =
                models.stream()
                        .flatMap(model -> model.completed().stream().limit(1))
                        .map(RunRecord::parameters)
                        .filter(parameters -> !parameters.isEmpty())
                        .mapToLong(of -> of.values().stream().mapToLong(Long::longValue).sum())
                        .toArray();
        if (counts.length < models.size()) {
            return List.of();
        }
        String least = NumberText.grouped(LongStream.of(counts).min().orElseThrow());
        String most = NumberText.grouped(LongStream.of(counts).max().orElseThrow());
        return List.of(new Parameters(least, most, !least.equals(most)));
    }

    private void evaluation() {
        SetupEvaluation evaluation = new SetupEvaluation(comparison, methods);
        facts.put("reported", evaluation.reported());
        facts.put("diagnostics", evaluation.diagnostics());
        List<Integer> complete =
                models.stream()
                        .map(model -> model.completed().size())
                        .filter(runs -> runs > 0)
                        .toList();
        facts.put("overSeeds", complete.stream().anyMatch(runs -> runs > 1));
        facts.put("someSingle", complete.contains(1));
    }

    private record Software(
            String version, String backend, String device, @Nullable String precision) {}

    private void implementation() {
        ofRuns("software", run -> Optional.of(software(run)));
        said(
                "plugins",
                models,
                model -> {
                    Map<String, String> plugins = new TreeMap<>();
                    runs(model).forEach(of -> plugins.putAll(of.plugins()));
                    return Stream.of(text(plugins)).filter(text -> !text.isEmpty());
                });
        facts.put("sectionPlugins", text(comparison.plan().sectionPlugins()));
        facts.put(
                "machines",
                String.join(
                        "; ",
                        models.stream()
                                .flatMap(Setup::runs)
                                .map(Provenance::execution)
                                .filter(Objects::nonNull)
                                .map(Setup::machine)
                                .distinct()
                                .toList()));
    }

    private static String machine(Provenance.Execution run) {
        String processors = Words.count(run.cpus(), "processor");
        return Escape.latex(run.cpu() + " with " + processors + ", under " + run.jvm());
    }

    private static Software software(Provenance run) {
        Provenance.Backend backend = run.backend();
        String precision = backend.details().get("precision");
        return new Software(
                Escape.latex(run.framework().version()),
                Escape.latex(backend.name()),
                backend.device().equals("cpu") ? "CPU" : "device " + Escape.latex(backend.device()),
                precision == null ? null : Escape.latex(precision));
    }

    /** Names plugins with their versions and checksums; empty if there are none. */
    private static String text(Map<String, String> plugins) {
        List<String> texts = new ArrayList<>();
        plugins.forEach(
                (file, checksum) -> {
                    String name = VERSIONED.matcher(file).replaceFirst("$1 $2");
                    String sum = checksum.replace("sha256:", "SHA-256 ");
                    texts.add("the plugin " + Escape.latex(name + " (" + sum + ")"));
                });
        return ListText.of(texts);
    }

    /** Returns a count above 0 among the settings of a model. */
    static Stream<String> count(ComparedModel model, String pointer) {
        return at(model, pointer)
                .filter(number -> number.isNumber() && number.asLong() > 0)
                .map(number -> NumberText.grouped(number.asLong()));
    }

    /** Returns the setting of a model at a JSON pointer, if there is one that is not null. */
    static Stream<JsonNode> at(ComparedModel model, String pointer) {
        return Stream.of(model.runs().get(0).planned().config().at(pointer))
                .filter(node -> !node.isMissingNode() && !node.isNull());
    }
}
