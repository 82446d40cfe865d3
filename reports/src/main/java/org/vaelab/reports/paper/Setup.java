// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.paper.Paragraph.Fact;
import org.vaelab.reports.paper.Paragraph.Subject;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * {@code setup.tex}: the experimental setup in a few paragraphs that an author edits.
 *
 * <p>Sentences come from settings and records. What is not known has no sentence.
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

    /** Mathematical symbols of settings. */
    private static final Map<String, String> SYMBOLS =
            Map.of("beta1", "\\beta_1", "beta2", "\\beta_2", "epsilon", "\\epsilon");

    /** The digits of a checksum that tell data sets apart. */
    private static final int SHORT = 12;

    /** The file name of a jar as Maven writes it: name, version. */
    private static final Pattern VERSIONED = Pattern.compile("^(.+?)-(\\d.*)\\.jar$");

    private final Comparison comparison;
    private final List<ComparedModel> models;
    private final Bibliography methods;
    private final Words words;
    private final Set<String> tables;

    private Setup(Comparison comparison, Bibliography methods, Set<String> tables) {
        this.comparison = comparison;
        this.models = comparison.models();
        this.methods = methods;
        this.words = Words.of(comparison);
        this.tables = tables;
    }

    static String of(Comparison comparison, Bibliography methods, List<Table> tables) {
        Set<String> ids = new LinkedHashSet<>();
        tables.forEach(table -> ids.add(table.id()));
        Setup setup = new Setup(comparison, methods, ids);
        StringBuilder body = new StringBuilder();
        Stream.of(
                        setup.data(),
                        setup.models(),
                        setup.networks(),
                        setup.training(),
                        setup.paragraph("Evaluation")
                                .say(new SetupEvaluation(comparison, methods).sentences()),
                        setup.implementation())
                .map(Paragraph::latex)
                .forEach(body::append);
        return LatexFile.of(
                "The experimental setup, from the plan and the records. Edit a copy.",
                List.of(),
                body.toString());
    }

    private Paragraph paragraph(String title) {
        return new Paragraph(title, models);
    }

    private Paragraph data() {
        return paragraph("Data")
                .each(ofRuns(this::distinguished), Setup::uses)
                .remark(ofRuns(run -> words.clause(run.data().binarization())))
                .remark(fact(facts -> facts.preparation().missing(), FactText::missing))
                .remark(fact(facts -> facts.preparation().leftOut(), FactText::dropped))
                .remark(
                        fact(
                                facts -> facts.preparation().leftOut(),
                                out ->
                                        "training leaves out the examples of "
                                                + FactText.classes(out)
                                                + ", and the test has them"));
    }

    private static String uses(String data, Subject subject) {
        return (subject.isAll()
                        ? "The data set " + data
                        : subject.with(" uses", " use")
                                + " the data set "
                                + data.replaceFirst(" has ", ", which has "))
                + ".";
    }

    /** Returns the data of a run, with the checksum where two data sets have the same name and size. */
    private Optional<String> distinguished(Provenance run) {
        String text = data(run);
        long same =
                comparison.ended().stream()
                        .map(RunRecord::provenance)
                        .filter(other -> data(other).equals(text))
                        .map(other -> other.data().checksum())
                        .distinct()
                        .count();
        String checksum = run.data().checksum();
        String first = checksum.substring(0, Math.min(SHORT, checksum.length()));
        return Optional.of(text + (same < 2 ? "" : " (checksum " + first + ")"));
    }

    private static String data(Provenance run) {
        Provenance.Data data = run.data();
        List<String> sizes = new ArrayList<>();
        sizes.add(NumberText.grouped(data.train()) + " training");
        if (data.validation() > 0) {
            sizes.add(NumberText.grouped(data.validation()) + " validation");
        }
        sizes.add(NumberText.grouped(data.test()) + " test");
        return Escape.latex(DataName.of(run))
                + " has "
                + ListText.of(sizes)
                + " examples of shape "
                + data.shape().replace("x", "$\\times$");
    }

    private Paragraph models() {
        Paragraph paragraph = paragraph("Models");
        String labels = ListText.of(models.stream().map(model -> model.label().latex()).toList());
        if (models.size() > 1) {
            paragraph.say("We compare " + Words.number(models.size()) + " models: " + labels + ".");
        }
        Map<String, Fact> parts = new LinkedHashMap<>();
        PARTS.forEach(
                (kind, clause) ->
                        parts.put(
                                kind,
                                latex(
                                        facts -> facts.parts().get(kind),
                                        p -> Words.article(clause, words.part(p)))));
        parts.put(
                "space",
                latex(
                        facts -> facts.spaces().isEmpty() ? null : facts.spaces(),
                        s -> "the latent space " + Words.space(String.join(" > ", s))));
        return paragraph
                .say(comparison.baseline().map(b -> "The baseline is " + b.label().latex() + "."))
                .clauses(
                        parts,
                        model -> cited(model, kind -> !CITED_ELSEWHERE.contains(kind)),
                        Setup::has)
                .remark(
                        fact(
                                Setup::condition,
                                of -> "the likelihood is that of x given " + FactText.condition(of)))
                .each(
                        ofRuns(run -> Optional.ofNullable(run.start()).map(Setup::text)),
                        (start, of) -> "The training of " + of.inner() + start + ".")
                .say(table("differences", " lists the settings in which the models differ."));
    }

    private static String has(Subject subject, List<String> parts, String cited) {
        return parts.isEmpty()
                ? subject.with(" follows", " follow") + cited.replace("~", " ")
                : subject.with(" has ", " have ") + ListText.of(parts) + cited;
    }

    private Set<String> cited(ComparedModel model, Predicate<String> kinds) {
        return methods.keys(model.ended(), method -> kinds.test(method.kind()));
    }

    private static String text(Provenance.Start start) {
        String what = start.parts().equals("all") ? "all parameters" : "the " + start.parts();
        return " starts from "
                + what
                + " of the trained model "
                + Escape.latex(start.model())
                + (start.frozen() ? ", which it leaves unchanged" : "");
    }

    private Paragraph networks() {
        Map<String, Fact> clauses = new LinkedHashMap<>();
        clauses.put("type", m -> type(m, "/network/encoder").map(type -> "are " + type));
        clauses.put("units", this::units);
        return paragraph("Networks")
                .clauses(
                        clauses,
                        model -> Set.of(),
                        (of, some, cited) ->
                                "The networks"
                                        + (of.isAll() ? " " : " of " + of.inner() + " ")
                                        + String.join(" and ", some))
                .remark(Setup::channels)
                .say(parameters());
    }

    private Optional<String> units(ComparedModel model) {
        Optional<String> layers =
                at(model, "/network/hidden").filter(JsonNode::isArray).map(Setup::layers);
        Optional<String> activations =
                type(model, "/network/activation")
                        .filter(activation -> !activation.equals("identity"))
                        .map(activation -> activation + " activations");
        List<String> units = Stream.of(layers, activations).flatMap(Optional::stream).toList();
        return Optional.of("have " + String.join(" with ", units)).filter(u -> !units.isEmpty());
    }

    private static String layers(JsonNode layers) {
        String units = ListText.of(Words.values(layers)) + " units";
        return switch (layers.size()) {
            case 0 -> "no hidden layer";
            case 1 -> "one hidden layer of " + units;
            default -> Words.number(layers.size()) + " hidden layers of " + units;
        };
    }

    private static Optional<String> channels(ComparedModel model) {
        String kernel =
                at(model, "/network/kernel")
                        .filter(JsonNode::isInt)
                        .map(size -> ", with kernels of " + size + "$\\times$" + size)
                        .orElse("");
        return at(model, "/network/channels")
                .map(of -> "the feature maps have " + ListText.of(Words.values(of)) + " channels")
                .map(channels -> channels + kernel);
    }

    /** Returns the range of the models' numbers of trained parameters, if all are known. */
    private Optional<String> parameters() {
        long[] counts =
                models.stream()
                        .flatMap(model -> model.completed().stream().limit(1))
                        .map(RunRecord::parameters)
                        .filter(parameters -> !parameters.isEmpty())
                        .mapToLong(of -> of.values().stream().mapToLong(Long::longValue).sum())
                        .toArray();
        if (counts.length < models.size()) {
            return Optional.empty();
        }
        String least = NumberText.grouped(LongStream.of(counts).min().orElseThrow());
        String most = NumberText.grouped(LongStream.of(counts).max().orElseThrow());
        String range =
                !least.equals(most)
                        ? "The models have between " + least + " and " + most
                        : (counts.length == 1 ? "The model has " : "Each model has ") + most;
        return Optional.of(range + " trained parameters.");
    }

    private Paragraph training() {
        Map<String, Fact> clauses = new LinkedHashMap<>();
        clauses.put("optimizer", this::optimizer);
        clauses.put("rate", this::rate);
        clauses.put("steps", number("/training/steps", "for %s steps"));
        clauses.put("batch", number("/training/batch", "on minibatches of %s examples"));
        return new Paragraph("Training", models.stream().filter(Setup::isTrained).toList())
                .clauses(
                        clauses,
                        model -> Set.of(),
                        (of, some, cited) ->
                                of.with(" is", " are") + " trained " + String.join(" ", some))
                .remark(
                        number(
                                "/training/priorSteps",
                                "the prior is fitted in %s further steps, in which the rest of the model"
                                        + " does not change"))
                .remark(this::constants)
                .remark(
                        number(
                                "/training/warmup",
                                "the weight of the KL rises linearly from 0 to 1 over the first %s"
                                        + " steps"))
                .remark(
                        model ->
                                type(model, "/training/klWeight")
                                        .filter(type -> !type.equals("constant"))
                                        .map(type -> Words.article("a %s schedule", type))
                                        .map(type -> "the weight of the KL follows " + type))
                .remark(
                        model ->
                                at(model, "/training/earlyStopping")
                                        .map(
                                                o ->
                                                        "training stops early when the validation"
                                                                + " bound no longer improves"))
                .on(models)
                .each(
                        model ->
                                Optional.of(model.ended().size())
                                        .filter(runs -> runs > 0 && isTrained(model))
                                        .map(runs -> Words.count(runs, "random seed")),
                        (seeds, of) ->
                                (of.isAll() && models.size() > 1
                                                ? "Each model is"
                                                : of.with(" is", " are"))
                                        + " trained with "
                                        + seeds
                                        + ".")
                .say(count("failed", ComparedModel::failed))
                .say(count("not ended", ComparedModel::pending))
                .each(this::search, (text, of) -> text.replace("@", of.inner()))
                .say(table("settings", " lists all settings that the models share."))
                .say(
                        Optional.ofNullable(comparison.plan().budget())
                                .filter(budget -> tables.contains("changes"))
                                .map(
                                        budget ->
                                                "These are the settings of the budget "
                                                        + Escape.latex(budget)
                                                        + "; Table~\\ref{tab:changes} lists what it"
                                                        + " replaced."));
    }

    /** Returns whether a model has steps; one from elsewhere has none here. */
    private static boolean isTrained(ComparedModel model) {
        return at(model, "/training/steps").map(steps -> steps.asLong() > 0).orElse(true);
    }

    /** Returns whether a gradient trains a model; a record says if its objective does. */
    private static boolean hasGradient(ComparedModel model) {
        return provenance(model).noneMatch(run -> run.facts().training().byUpdates());
    }

    private Optional<String> optimizer(ComparedModel model) {
        if (!hasGradient(model)) {
            return Optional.of("by the updates of its objective, without a gradient,");
        }
        String cited = Bibliography.cite(cited(model, Bibliography.OPTIMIZER::equals));
        return type(model, "/training/optimizer").map(name -> "by " + name + cited);
    }

    private Optional<String> rate(ComparedModel model) {
        String pointer = "/training/optimizer/learningRate";
        Optional<JsonNode> rate = at(model, pointer).filter(of -> hasGradient(model));
        return rate.map(of -> of.path("type").asText().equals("constant") ? of.path("value") : of)
                .filter(JsonNode::isNumber)
                .map(value -> "at a learning rate of " + Words.value(value))
                .or(
                        () ->
                                rate.flatMap(of -> type(model, pointer))
                                        .map(
                                                t ->
                                                        "with a "
                                                                + t
                                                                + " schedule of the learning rate"));
    }

    /** Returns the other constants of the optimiser, by their names in the config. */
    private Optional<String> constants(ComparedModel model) {
        List<String> constants = new ArrayList<>();
        at(model, "/training/optimizer")
                .filter(optimizer -> hasGradient(model))
                .map(JsonNode::properties)
                .orElse(Set.of())
                .forEach(setting -> constant(setting).ifPresent(constants::add));
        return Optional.of("the optimiser has " + ListText.of(constants))
                .filter(text -> !constants.isEmpty());
    }

    private Optional<String> constant(Map.Entry<String, JsonNode> setting) {
        String key = setting.getKey();
        String symbol = SYMBOLS.containsKey(key) ? "$" + SYMBOLS.get(key) + "$" : words.part(key);
        return Optional.of(symbol + " = " + Words.value(setting.getValue()))
                .filter(text -> setting.getValue().isNumber() && !key.equals("learningRate"))
                .map(text -> text.replace("$ = $", " = "));
    }

    /** Returns a sentence on the search that chose the settings of a model, which stands as @. */
    private Optional<String> search(ComparedModel model) {
        return comparison.searches().stream()
                .filter(search -> search.model().equals(model.name()) && search.best() != null)
                .findFirst()
                .map(this::sentence);
    }

    private String sentence(SearchRecord search) {
        List<String> settings = search.over().keySet().stream().map(Escape::latex).toList();
        return "The settings "
                + ListText.of(settings)
                + " of @ are the best of "
                + NumberText.grouped(search.trials().size())
                + " trials ("
                + Escape.latex(search.method())
                + " search) by "
                + Escape.latex(comparison.metric(search.by()).label())
                + " on validation data, each with "
                + Words.count(search.seeds().size(), "seed")
                + ", which the reported runs do not share.";
    }

    private Optional<String> count(String state, Function<ComparedModel, List<ComparedRun>> of) {
        long runs = models.stream().mapToLong(model -> of.apply(model).size()).sum();
        String some = Words.capital(Words.number(runs));
        String all = Words.count(comparison.runs().size(), "run");
        return Optional.of(some + " of " + all + (runs == 1 ? " has " : " have ") + state + ".")
                .filter(text -> runs > 0);
    }

    private Optional<String> table(String id, String lists) {
        return Optional.of("Table~\\ref{tab:" + id + "}" + lists).filter(t -> tables.contains(id));
    }

    private Paragraph implementation() {
        List<String> machines =
                models.stream()
                        .flatMap(Setup::provenance)
                        .map(Provenance::execution)
                        .filter(Objects::nonNull)
                        .map(Setup::machine)
                        .distinct()
                        .toList();
        return paragraph("Implementation")
                .each(ofRuns(Setup::software), Setup::use)
                .each(Setup::plugins, Setup::use)
                .say(table("compute", " lists the compute of all runs, failed ones included."))
                .say(
                        text(comparison.plan().sectionPlugins())
                                .map(plugins -> "Sections of the report use " + plugins + "."))
                .say(
                        Optional.of("The machines are: " + String.join("; ", machines) + ".")
                                .filter(text -> !machines.isEmpty()));
    }

    private static String use(String what, Subject subject) {
        String runs = subject.isAll() ? "All runs" : "The runs of " + subject.inner();
        return runs + " use " + what + ".";
    }

    private static String machine(Provenance.Execution run) {
        String processors = Words.count(run.cpus(), "processor");
        return Escape.latex(run.cpu() + " with " + processors + ", under " + run.jvm());
    }

    private static Optional<String> software(Provenance run) {
        Provenance.Backend backend = run.backend();
        String precision = backend.details().get("precision");
        String device = backend.device().equals("cpu") ? "CPU" : "device " + backend.device();
        return Optional.of(
                Escape.latex(
                        "VaeLab %s with the backend %s on the %s%s"
                                .formatted(
                                        run.framework().version(),
                                        backend.name(),
                                        device,
                                        precision == null
                                                ? ""
                                                : ", in " + precision + " arithmetic")));
    }

    private static Optional<String> plugins(ComparedModel model) {
        SortedMap<String, String> plugins = new TreeMap<>();
        provenance(model).forEach(of -> plugins.putAll(of.plugins()));
        return text(plugins);
    }

    /** Names plugins with their versions and checksums; empty if there are none. */
    private static Optional<String> text(Map<String, String> plugins) {
        List<String> texts = new ArrayList<>();
        plugins.forEach(
                (file, checksum) -> {
                    String name = VERSIONED.matcher(file).replaceFirst("$1 $2");
                    String sum = checksum.replace("sha256:", "SHA-256 ");
                    texts.add("the plugin " + Escape.latex(name + " (" + sum + ")"));
                });
        return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
    }

    private static Stream<Provenance> provenance(ComparedModel model) {
        return model.ended().stream().map(RunRecord::provenance);
    }

    /** Returns what the runs of a model say, which may differ. */
    private static Fact ofRuns(Function<Provenance, Optional<String>> of) {
        return model -> {
            List<String> texts =
                    provenance(model).map(of).flatMap(Optional::stream).distinct().toList();
            return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
        };
    }

    private static @Nullable Map<String, Integer> condition(ModelFacts facts) {
        Likelihood likelihood = facts.likelihood();
        return likelihood == null || likelihood.condition().isEmpty()
                ? null
                : likelihood.condition();
    }

    /** Returns a fact in the records of a model, if they have it, as a clause of plain text. */
    private static <T> Fact fact(
            Function<ModelFacts, @Nullable T> fact, Function<T, String> clause) {
        return latex(fact, clause.andThen(Escape::latex));
    }

    private static <T> Fact latex(
            Function<ModelFacts, @Nullable T> fact, Function<T, String> clause) {
        return ofRuns(run -> Optional.ofNullable(fact.apply(run.facts())).map(clause));
    }

    /** Returns a count above 0 among the settings of a model, which the clause has as %s. */
    private static Fact number(String pointer, String clause) {
        return model ->
                at(model, pointer)
                        .filter(number -> number.isNumber() && number.asLong() > 0)
                        .map(number -> clause.formatted(NumberText.grouped(number.asLong())));
    }

    /** Returns what is called a part in the settings, given by its name alone or as a mapping with a type. */
    private Optional<String> type(ComparedModel model, String pointer) {
        return at(model, pointer + "/type")
                .or(() -> at(model, pointer))
                .filter(JsonNode::isTextual)
                .map(name -> words.part(name.asText()));
    }

    /** Returns the setting of a model at a JSON pointer, if there is one that is not null. */
    private static Optional<JsonNode> at(ComparedModel model, String pointer) {
        return Optional.of(model.runs().get(0).planned().config().at(pointer))
                .filter(node -> !node.isMissingNode() && !node.isNull());
    }
}
