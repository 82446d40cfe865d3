package org.example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.ModelPool;

/** Four threads ask for codes, as those of a service do. It needs what InMemory left on disk. */
public final class Service {

    private Service() {}

    public static void main(String[] arguments) throws Exception {
        Results results = Results.in(Path.of("runs/rings"));
        double[] row = {10, 0, 1};
        double[] expected;
        try (Model model = results.model("two", 1)) {
            expected = model.encode(row).location()[0];
        }
        ExecutorService requests = Executors.newFixedThreadPool(4);
        try (ModelPool pool = ModelPool.open(results.run("two", 1), 2)) {
            List<Future<double[]>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(requests.submit(() -> pool.call(model -> model.encode(row).location())[0]));
            }
            for (Future<double[]> answer : answers) {
                if (!Arrays.equals(answer.get(), expected)) {
                    throw new AssertionError("another answer: " + Arrays.toString(answer.get()));
                }
            }
        } finally {
            requests.shutdown();
        }
        System.out.println("1000 answers, all " + Arrays.toString(expected));
    }
}
