// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** How models were trained: optimiser, steps, schedules, seeds and searches. */
record SetupTraining(Comparison comparison, Bibliography methods, Words words) {

    /** Mathematical symbols of settings. */
    private static final Map<String, String> SYMBOLS =
            Map.of("beta1", "\\beta_1", "beta2", "\\beta_2", "epsilon", "\\epsilon");

    Map<String, Object> facts() {
        Map<String, Object> facts = new HashMap<>();
        List<ComparedModel> models = comparison.models();
        List<ComparedModel> trained = models.stream().filter(SetupTraining::isTrained).toList();
        facts.put(
                "training",
                Said.clauses(
                        trained,
                        List.of(
                                this::optimizer,
                                model -> rate(model, "/training/optimizer"),
                                m ->
                                        Setup.count(m, "/training/steps")
                                                .map("for %s steps"::formatted),
                                m ->
                                        Setup.count(m, "/training/batch")
                                                .map("on minibatches of %s examples"::formatted)),
                        model -> Set.of()));
        facts.put("priorPhase", Said.each(trained, this::priorPhase));
        facts.put("constants", Said.each(trained, this::constants));
        facts.put("warmup", Said.each(trained, model -> Setup.count(model, "/training/warmup")));
        facts.put(
                "klWeight",
                Said.each(
                        trained,
                        model ->
                                words.type(model, "/training/klWeight")
                                        .filter(type -> !type.equals("constant"))
                                        .map(type -> Words.article("a %s schedule", type))));
        facts.put(
                "earlyStopping",
                Said.each(
                        trained, model -> Setup.at(model, "/training/earlyStopping").map(o -> "")));
        facts.put(
                "seeds",
                Said.each(
                        models,
                        model ->
                                Stream.of(model.ended().size())
                                        .filter(runs -> runs > 0 && isTrained(model))
                                        .map(runs -> Words.count(runs, "random seed"))));
        facts.put("failed", unfinished(ComparedModel::failed));
        facts.put("pending", unfinished(ComparedModel::pending));
        facts.put("searches", Said.each(models, this::searches));
        return facts;
    }

    /** Returns whether a model has steps; one from elsewhere has none here. */
    private static boolean isTrained(ComparedModel model) {
        return Setup.at(model, "/training/steps").allMatch(steps -> steps.asLong() > 0);
    }

    /** Returns whether a gradient trains a model; a record says if its objective does. */
    private static boolean hasGradient(ComparedModel model) {
        return Setup.runs(model).noneMatch(run -> run.facts().training().byUpdates());
    }

    /**
     * The phase that fits a prior to the model as it was trained.
     *
     * @param by the optimiser, if it is not that of the first phase
     */
    private record PriorPhase(String steps, String prior, String by) {}

    private Stream<PriorPhase> priorPhase(ComparedModel model) {
        String own = "/training/priorOptimizer";
        String by =
                Stream.concat(words.type(model, own).map("by "::concat), rate(model, own))
                        .collect(Collectors.joining(" "));
        String prior =
                Setup.runs(model)
                        .flatMap(run -> Stream.ofNullable(run.facts().parts().get("prior")))
                        .map(name -> Words.article("a %s prior", words.part(name)))
                        .findFirst()
                        .orElse("the prior");
        return Setup.count(model, "/training/priorSteps")
                .map(steps -> new PriorPhase(steps, prior, by));
    }

    private Stream<String> optimizer(ComparedModel model) {
        if (!hasGradient(model)) {
            return Stream.of("by the updates of its objective, without a gradient,");
        }
        String cited =
                Bibliography.cite(
                        methods.keys(
                                model.ended(),
                                method -> method.kind().equals(Bibliography.OPTIMIZER)));
        return words.type(model, "/training/optimizer").map(name -> "by " + name + cited);
    }

    private Stream<String> rate(ComparedModel model, String optimizer) {
        String pointer = optimizer + "/learningRate";
        return Setup.at(model, pointer)
                .filter(of -> hasGradient(model))
                .flatMap(
                        of -> {
                            boolean isConstant = of.path("type").asText().equals("constant");
                            JsonNode value = isConstant ? of.path("value") : of;
                            return value.isNumber()
                                    ? Stream.of("at a learning rate of " + Words.value(value))
                                    : words.type(model, pointer)
                                            .map(
                                                    "with a %s schedule of the learning rate"
                                                            ::formatted);
                        });
    }

    /** Returns the other constants of the optimiser, by their names in the config. */
    private Stream<String> constants(ComparedModel model) {
        List<String> constants =
                Setup.at(model, "/training/optimizer")
                        .filter(optimizer -> hasGradient(model))
                        .flatMap(optimizer -> optimizer.properties().stream())
                        .filter(of -> of.getValue().isNumber())
                        .filter(of -> !of.getKey().equals("learningRate"))
                        .map(of -> constant(of.getKey(), Words.value(of.getValue())))
                        .toList();
        return Stream.of(ListText.of(constants)).filter(text -> !text.isEmpty());
    }

    private String constant(String key, String value) {
        String symbol = SYMBOLS.containsKey(key) ? "$" + SYMBOLS.get(key) + "$" : words.part(key);
        return (symbol + " = " + value).replace("$ = $", " = ");
    }

    private record Search(
            String settings, String trials, String method, String metric, String seeds) {}

    /** Returns the search that chose the settings of a model. */
    private Stream<Search> searches(ComparedModel model) {
        return comparison.searches().stream()
                .filter(search -> search.model().equals(model.name()) && search.best() != null)
                .limit(1)
                .map(this::search);
    }

    private Search search(SearchRecord search) {
        return new Search(
                ListText.of(search.over().keySet().stream().map(Escape::latex).toList()),
                NumberText.grouped(search.trials().size()),
                Escape.latex(search.method()),
                Escape.latex(comparison.metric(search.by()).label()),
                Words.count(search.seeds().size(), "seed"));
    }

    private record Unfinished(String some, String runs, String has) {}

    private List<Unfinished> unfinished(Function<ComparedModel, List<ComparedRun>> of) {
        long some = comparison.models().stream().mapToLong(model -> of.apply(model).size()).sum();
        return some == 0
                ? List.of()
                : List.of(
                        new Unfinished(
                                Words.capital(Words.number(some)),
                                Words.count(comparison.runs().size(), "run"),
                                some == 1 ? "has" : "have"));
    }
}
