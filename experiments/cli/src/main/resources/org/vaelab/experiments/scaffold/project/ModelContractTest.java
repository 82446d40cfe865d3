package {{package}};

import org.vaelab.testkit.contract.PosteriorModelContract;

/** Trains the model, resumes it to the same bytes, and evaluates it. */
final class {{Name}}ModelContractTest extends PosteriorModelContract {

    {{Name}}ModelContractTest() {
        super("{{name}}", "{latent: 2}");
    }
}
