/** The query of a route that takes no parameters; any parameter is refused with 400. */
export class NoParametersDto {}
