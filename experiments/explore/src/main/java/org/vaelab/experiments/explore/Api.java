// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the page may ask for, by name. */
final class Api {

    /** The name of the one question whose content is a file. */
    static final String UPLOAD = "upload";

    /** Answers a question; the answer is written as JSON. */
    @FunctionalInterface
    private interface Answer {
        Object to(Ask ask) throws IOException;
    }

    /** Answers a question to a model. */
    @FunctionalInterface
    private interface OfModel {
        Object to(Use use, Ask ask) throws IOException;
    }

    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final Folders folders;
    private final OpenModels models;
    private final Uploads uploads;

    Api(Folders folders, OpenModels models, Uploads uploads) {
        this.folders = folders;
        this.models = models;
        this.uploads = uploads;
        Training training = new Training(folders);
        answers.put(
                "overview",
                ask -> Map.of("maxModels", OpenModels.MOST, "folders", training.overview()));
        answers.put("curves", training::curves);
        answers.put("table", training::table);
        put("model", (use, ask) -> ModelFacts.of(use));
        put("map", MapOfCodes::of);
        put("examples", Shown::several);
        put("example", Shown::one);
        put("decode", Generating::decode);
        put("walk", Generating::walk);
        put("sample", Generating::sample);
        put("given", Generating::given);
        put("impute", Filling::impute);
        put("forecast", Filling::forecast);
    }

    private void put(String name, OfModel answer) {
        answers.put(name, ask -> use(ask, use -> answer.to(use, ask)));
    }

    /** Does something with the model of the run that a question names. */
    private Object use(Ask ask, Work work) throws IOException {
        Folders.Run run = folders.run(ask.text("run"));
        return models.call(run, (model, memory) -> work.of(new Use(run, model, memory, uploads)));
    }

    @FunctionalInterface
    private interface Work {
        Object of(Use use) throws IOException;
    }

    /**
     * Returns the answer.
     *
     * @throws Refusal if there is no such question
     */
    Object answer(String name, Ask ask) throws IOException {
        Answer answer = answers.get(name);
        if (answer == null) {
            throw new Refusal(404, "there is no such question");
        }
        return answer.to(ask);
    }

    /** Keeps a file, and returns how many examples a model reads in it. */
    Object upload(Ask ask, byte[] content) throws IOException {
        String run = ask.text("run");
        folders.run(run);
        Uploads.Upload file = uploads.add(ask.text("name"), content);
        return use(
                ask,
                use ->
                        Map.of(
                                "source", file.id(),
                                "name", file.name(),
                                "total", use.examples(file.id()).size()));
    }
}
