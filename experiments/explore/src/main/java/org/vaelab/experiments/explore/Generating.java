// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Generated;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.random.RandomKey;

/** What a model generates. */
final class Generating {

    private static final int MOST = 100;
    private static final int MOST_STEPS = 30;

    private Generating() {}

    record Decoded(View view, String command, String java) {}

    record Views(List<View> views, String command, String java) {}

    private static Generated decoding(Ask ask, Generated generated) {
        return ask.has("decoding") ? generated.decoding(ask.text("decoding")) : generated;
    }

    /** Returns the condition; numbers that are not named are those of test examples. */
    private static Condition condition(Use use, Ask ask) {
        return takesTest(use, ask) ? ask.condition().and(Condition.drawn()) : ask.condition();
    }

    private static boolean takesTest(Use use, Ask ask) {
        return ModelFacts.columns(use.model())
                .filter(column -> !(column instanceof Conditioning.Label))
                .anyMatch(column -> !ask.body().path("condition").has(column.name()));
    }

    /** Returns the condition in Java, with a comma before; empty if there is none. */
    private static String inJava(Ask ask) {
        StringBuilder java = new StringBuilder();
        for (Map.Entry<String, JsonNode> part : ask.body().path("condition").properties()) {
            java.append(
                    ", Condition.of(%s, %s)"
                            .formatted(
                                    Lines.literal(part.getKey()),
                                    Lines.literal(part.getValue().asText())));
        }
        return java.toString();
    }

    private static String decodingInJava(Ask ask) {
        return ask.has("decoding") ? ".decoding(" + Lines.literal(ask.text("decoding")) + ")" : "";
    }

    /** Returns x of a code. */
    static Decoded decode(Use use, Ask ask) {
        double[] code = ask.numbers("code");
        Model model = use.model();
        Generated decoded = decoding(ask, model.decode(new double[][] {code}, condition(use, ask)));
        Lines lines =
                use.lines(
                        List.of(),
                        "double[] code = %s;".formatted(Lines.literal(code)),
                        "double[][] x = model.decode(new double[][] {code}%s)%s.rows();"
                                .formatted(
                                        inJava(ask)
                                                + (takesTest(use, ask)
                                                        ? ", Condition.drawn()"
                                                        : ""),
                                        decodingInJava(ask)));
        return new Decoded(View.of(model, decoded.rows()[0]), lines.command(), lines.java());
    }

    /** Returns the way from one example to another. */
    static Views walk(Use use, Ask ask) {
        Ask.Example from = ask.example("from");
        Ask.Example to = ask.example("to");
        if (!from.source().equals(to.source())) {
            throw new Refusal(400, "both ends of a walk are of the test data, or of one file");
        }
        int steps = ask.number("steps", 1, MOST_STEPS, 8);
        use.example(from);
        use.example(to);
        Examples pair = use.examples(from.source()).select(from.index(), to.index());
        Lines lines =
                use.lines(
                        use.command(
                                "interpolate",
                                from,
                                "--pairs",
                                from.index() + ":" + to.index(),
                                "--steps",
                                Integer.toString(steps)),
                        "Examples pair = %s;"
                                .formatted(
                                        use.inJava(from)
                                                .replace(
                                                        "select(" + from.index(),
                                                        "select("
                                                                + from.index()
                                                                + ", "
                                                                + to.index())),
                        "double[][] x = model.interpolate(pair, %s).rows();".formatted(steps));
        return new Views(
                View.all(use.model(), use.model().interpolate(pair, steps).rows()),
                lines.command(),
                lines.java());
    }

    /** Returns draws of the prior. */
    static Views sample(Use use, Ask ask) {
        int seed = ask.number("seed", 0, Integer.MAX_VALUE, 0);
        int count = ask.number("count", 1, MOST, 16);
        List<String> words =
                new ArrayList<>(List.of("sample", "--count", "" + count, "--seed", "" + seed));
        for (Map.Entry<String, JsonNode> part : ask.body().path("condition").properties()) {
            words.add("--condition");
            words.add(part.getKey() + "=" + part.getValue().asText());
        }
        if (ask.has("decoding")) {
            words.addAll(List.of("--decoding", ask.text("decoding")));
        }
        Condition condition = ask.condition().and(Condition.drawn());
        Generated drawn = decoding(ask, use.model().sample(RandomKey.of(seed), count, condition));
        Lines lines =
                use.lines(
                        words,
                        "double[][] x = model.sample(RandomKey.of(%s), %s%s, Condition.drawn())%s.rows();"
                                .formatted(seed, count, inJava(ask), decodingInJava(ask)));
        return new Views(View.all(use.model(), drawn.rows()), lines.command(), lines.java());
    }

    /** Returns draws of the other modalities of an example from one of them. */
    static Views given(Use use, Ask ask) throws IOException {
        Ask.Example which = ask.example("example");
        int seed = ask.number("seed", 0, Integer.MAX_VALUE, 1);
        int draws = ask.number("draws", 1, MOST, 6);
        String modality = ask.text("modality");
        Generated drawn =
                use.model().sample(RandomKey.of(seed), use.example(which), modality, draws);
        Lines lines =
                use.lines(
                        List.of(),
                        "double[][] x = model.sample(RandomKey.of(%s), %s, %s, %s).rows();"
                                .formatted(
                                        seed, use.inJava(which), Lines.literal(modality), draws));
        return new Views(View.all(use.model(), drawn.rows()), lines.command(), lines.java());
    }
}
