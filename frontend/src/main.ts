import "./style/page.css";
import { mount } from "./app";
import { HttpSolve } from "./transport";

const root = document.getElementById("app");
if (root) void mount(root, new HttpSolve(), { address: true });
