package {{package}};

import org.vaelab.testkit.contract.RegularizerContract;

/** Trains with it, and compares its gradient with differences. */
final class {{Name}}ContractTest extends RegularizerContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{target: 2}");
    }
}
