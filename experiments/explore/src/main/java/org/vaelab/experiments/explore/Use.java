// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.Examples;

/** A model while a question is answered, on its thread. */
record Use(Folders.Run run, Model model, Memory memory, Uploads uploads) {

    private static final String TEST = "test";

    /** Returns the examples of the test data, or of an upload. */
    Examples examples(String source) {
        return source.equals(TEST)
                ? model.test()
                : memory.upload(model, uploads.of(source)).examples();
    }

    /** Returns one example. */
    Examples example(Ask.Example of) {
        Examples all = examples(of.source());
        if (of.index() >= all.size()) {
            throw new Refusal(404, "there are %s examples, from 0 on".formatted(all.size()));
        }
        return all.select(of.index());
    }

    /** Returns how an example is written in Java. */
    String inJava(Ask.Example of) {
        String all =
                of.source().equals(TEST)
                        ? "model.test()"
                        : "model.readWithGaps(Path.of(%s)).examples()"
                                .formatted(Lines.literal(uploads.of(of.source()).name()));
        return all + ".select(" + of.index() + ")";
    }

    /** Returns the words of a command with the file of an example; none for the test data. */
    List<String> command(String name, Ask.Example of, String... options) {
        List<String> words = new ArrayList<>(List.of(name));
        if (!of.source().equals(TEST)) {
            words.add(uploads.of(of.source()).name());
        }
        words.addAll(List.of(options));
        return words;
    }

    Lines lines(List<String> command, String... java) {
        return Lines.of(run, command, java);
    }
}
