package {{package}};

import org.vaelab.testkit.contract.MetricContract;

/** Measures a small model: the value is finite, repeatable, and has a unit. */
final class {{Name}}ContractTest extends MetricContract {

    {{Name}}ContractTest() {
        super("{{name}}");
    }
}
