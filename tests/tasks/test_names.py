"""Names of many cultures and the ways in which releases tell what somebody is."""

import pytest

from tasks.persons.find import find_persons
from tasks.persons.titles import write_role
from tasks.prose.cut import cut_text


def list_persons(body: str, language: str) -> list[str]:
    return [
        f"{person.name}: {write_role(person.roles[0])}" if person.roles else person.name
        for person in find_persons(cut_text("", body), language)
    ]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "By the authority vested in me as President, I delegate this.\n\nJOHN Q. TALBOT", "JOHN Q. TALBOT: President"),
        ("en", "Mr. Long said he would resign. Ms. Green, the treasurer, stayed on.", "Long, Green: treasurer"),
        ("en", "The Deputy Minister of Commerce of Oman, Mr. Said bin Hamad Al Busaidi, was in Muscat on Monday.", "Said bin Hamad Al Busaidi: Deputy Minister of Commerce"),
        ("en", "He met H.E. Dato' Seri Anwar Zainal Abidin, Prime Minister of Malaysia, and Tan Sri Rahim Kamil.", "Anwar Zainal Abidin: Prime Minister, Rahim Kamil"),
        ("en", "Talks were held with Mr. NAKASONE Hirofumi, State Minister for Foreign Affairs, and Ms. ITO Aya, Director of the Asia Division.", "NAKASONE Hirofumi: State Minister for Foreign Affairs, ITO Aya: Director"),
        ("en", "Lt. Gen. (Retd.) Shahid Iqbal Malik and Maj. Gen. Ahmed Bello-Dan attended, as did Vice Adm. Lisa R. Cooper and Col. Juan Pérez de Cuéllar.", "Shahid Iqbal Malik: Lt. Gen, Ahmed Bello-Dan: Maj. Gen, Lisa R. Cooper: Vice Adm, Juan Pérez de Cuéllar: Col"),
        ("en", "Sheikh Mohammed bin Zayed bin Sultan Al Nahyan received Sheikha Moza bint Nasser at the palace.", "Mohammed bin Zayed bin Sultan Al Nahyan, Moza bint Nasser"),
        ("en", "Estonian Foreign Minister Triin Kask met Latvian Prime Minister Arvis Bērziņš in Riga.", "Triin Kask: Foreign Minister, Arvis Bērziņš: Prime Minister"),
        ("en", "The Minister of Foreign Affairs and Trade of Hungary, Péter Nagy-Kovács, met France's Minister for Europe, Élodie Marchand-Petit.", "Péter Nagy-Kovács: Minister of Foreign Affairs and Trade, Élodie Marchand-Petit: Minister for Europe"),
        ("en", "Jürgen Wolff, Germany's minister for economic affairs, was joined by Ana Sousa, Portugal's secretary of state for energy.", "Jürgen Wolff: minister for economic affairs, Ana Sousa: secretary of state for energy"),
        ("en", "The minister delegate for transport, Hugo Lefranc, and the state secretary for digital affairs, Marta Zielińska, signed.", "Hugo Lefranc: minister delegate for transport, Marta Zielińska: state secretary for digital affairs"),
        ("en", "Chargé d'affaires a.i. Pilar Ortega-Luna and Special Envoy for the Sahel Ousmane Dieng spoke.", "Pilar Ortega-Luna: Chargé d'affaires a.i., Ousmane Dieng: Special Envoy for the Sahel"),
        ("en", "The chargé d'affaires ad interim of Japan, Kenji Mori, attended together with co-chairs Ruth Abara and Tomas Vik.", "Kenji Mori: chargé d'affaires ad interim, Ruth Abara: co-chair, Tomas Vik: co-chair"),
        ("en", "Former Prime Minister Jane Osei and former foreign minister of Ghana Kofi Adu-Boahen took part.", "Jane Osei: former Prime Minister, Kofi Adu-Boahen: former foreign minister"),
        ("en", "Her predecessor, Lars Holm, left in May. Her successor, Mr. Ivan Petrenko, starts in June.", "Lars Holm: predecessor, Ivan Petrenko: successor"),
        ("en", "Participants: Li Xiaomei, Deputy Director of the Bureau; Park Ji-won, First Secretary at the Embassy of Korea; Nguyen Thi Hong, Governor of the State Bank of Vietnam.", "Li Xiaomei: Deputy Director, Park Ji-won: First Secretary, Nguyen Thi Hong: Governor"),
        ("en", "Minister Counsellor at the Embassy Javier Ruiz-Gallardón and Consul General Sofia Lindgren received the guests.", "Javier Ruiz-Gallardón: Minister Counsellor, Sofia Lindgren: Consul General"),
        ("en", "Prime Minister and Minister of Finance Moses Tavita opened the forum with Deputy Prime Minister and Minister of Foreign Affairs Alisi Vea.", "Moses Tavita: Prime Minister and Minister of Finance, Alisi Vea: Deputy Prime Minister and Minister of Foreign Affairs"),
        ("en", "The event was opened by Maria Silva, mayor of Évora, by João Pinto, head of mission, and by Rui Costa, a professor of law at the University of Porto.", "Maria Silva: mayor, João Pinto: head of mission, Rui Costa: professor of law"),
        ("en", "Zsófia Varga, an MP for Momentum, and Tom Reed MP spoke. So did Ann Bright, MEP.", "Zsófia Varga: MP, Tom Reed, Ann Bright: MEP"),
        ("en", "U.S. Senators Ann Holt (R-Mont.) and Luis Rey Tapia-Cruz (D-N.M.) wrote to Senators Bob Kerr (D-Vt.), Eve Lund (D-Ore.) and Max Dorn (R-Utah).", "Ann Holt: Senator, Luis Rey Tapia-Cruz: Senator, Bob Kerr: Senator, Eve Lund: Senator, Max Dorn: Senator"),
        ("en", "Head of the Delegation of the European Union to Georgia, Ambassador Paweł Herczyński, met Speaker of Parliament Nino Kobalia.", "Paweł Herczyński: Head of the Delegation, Nino Kobalia: Speaker"),
        ("en", "Prof. Dr. Klaus Weber, Vice-Rector for Research at TU Graz, and Ing. Petr Novák, CSc., chairman of the board of ČEZ, agreed.", "Klaus Weber: Vice-Rector for Research, Petr Novák: chairman of the board"),
        ("en", "Ri Son-gwon and Kim Jong-su led the delegation; Choe Son-hui, the foreign minister, stayed in Pyongyang.", "Ri Son-gwon, Kim Jong-su, Choe Son-hui: foreign minister"),
        ("en", "President Suharto-Putra met Vice President K.H. Ma'ruf Amin; Minister Retno attended.", "Suharto-Putra: President, Ma'ruf Amin: Vice President, Retno: Minister"),
        ("en", "Thongsavanh Phomvihane, Deputy Prime Minister of the Lao PDR, and Samdech Hun Manet, Prime Minister of Cambodia, met U Thaung Tun.", "Thongsavanh Phomvihane: Deputy Prime Minister, Hun Manet: Prime Minister, Thaung Tun"),
        ("en", "Foreign Minister Péter Szijjártó welcomed Commissioner for Neighbourhood and Enlargement Olivér Várhelyi.", "Péter Szijjártó: Foreign Minister, Olivér Várhelyi: Commissioner for Neighbourhood and Enlargement"),
        ("en", "Kgosi Letsile and Chief Justice Terence Rannowane welcomed Deputy President Paul Mashatile and Inkosi Zwelithini.", "Letsile, Terence Rannowane: Chief Justice, Paul Mashatile: Deputy President, Zwelithini"),
        ("en", "The company named Sara van der Meer-de Boer chief financial officer, effective May 1. She reports to chief executive Olaf Brandsma.", "Sara van der Meer-de Boer: chief financial officer, Olaf Brandsma: chief executive"),
        ("en", "Advisor to the President Kassym Zhumabayev and Aide to the Prime Minister Saule Nurlanova took notes.", "Kassym Zhumabayev: Advisor to the President, Saule Nurlanova: Aide to the Prime Minister"),
        ("en", "State Secretary in the Ministry of Justice Marko Horvat and Director General for Multilateral Affairs Vesna Kralj spoke.", "Marko Horvat: State Secretary, Vesna Kralj: Director General for Multilateral Affairs"),
        ("fr", "La ministre déléguée chargée de l'Énergie, Mme Olivia Grandjean, a rencontré M. Jean-Noël Barrault, ministre de l'Europe et des Affaires étrangères, et l'ambassadeur du Maroc, M. Samir El Hadj.", "Olivia Grandjean: ministre déléguée chargée de l'Énergie, Jean-Noël Barrault: ministre de l'Europe et des Affaires étrangères, Samir El Hadj: ambassadeur"),
        ("fr", "Le Secrétaire d'État auprès du ministre de l'Intérieur, Karim Belkacem, et la Haute-Représentante de l'Union, Federica Conti, se sont entretenus avec le Secrétaire général de l'ONU, António Gouveia.", "Karim Belkacem: Secrétaire d'État, Federica Conti: Haute-Représentante, António Gouveia: Secrétaire général"),
        ("es", "Participaron la viceministra de Comercio Exterior, Paula Bogantes, el presidente del Banco Central, Róger Madrigal, y Laura Fernández, ministra de Planificación.", "Paula Bogantes: viceministra de Comercio Exterior, Róger Madrigal: presidente, Laura Fernández: ministra de Planificación"),
        ("de", "Bundesaußenministerin Annette Berger traf den lettischen Außenminister Edgars Kalniņš und die Präsidentin des Europäischen Parlaments, Roberta Mancini.", "Annette Berger: Bundesaußenministerin, Edgars Kalniņš: Außenminister, Roberta Mancini: Präsidentin"),
        ("de", "Der Staatssekretär im Bundesministerium der Finanzen, Dr. Heiko Thoms, und Ulrich Kunze, Sprecher der Fraktion, nahmen teil. Die Wirtschaftsministerin von Bayern, Ilse Aigner-Roth, fehlte.", "Heiko Thoms: Staatssekretär, Ulrich Kunze: Sprecher, Ilse Aigner-Roth: Wirtschaftsministerin"),
        ("ru", "Состоялся телефонный разговор Сергея Лаврентьева с Министром иностранных дел Ирана Хосейном Амирзаде.", "Сергей Лаврентьев, Хосейн Амирзаде: Министр иностранных дел"),
        ("zh", "国务委员兼外长王毅成5月2日会见来访的柬埔寨副首相兼外交大臣布拉索昆。外交部副部长孙卫东、驻柬埔寨大使王文天等参加。", "王毅成: 国务委员兼外长, 布拉索昆: 副首相兼外交大臣, 孙卫东: 副部长, 王文天: 大使"),
        ("zh", "上海合作组织秘书长张明远表示，联合国秘书长卡尔松将出席峰会。外交部发言人毛宁主持例行记者会。", "张明远: 秘书长, 卡尔松: 秘书长, 毛宁: 发言人"),
        ("ar", "التقى وزير الخارجية والهجرة بدر عبد العاطي بالسيد أنطونيو سيلفا، الأمين العام للأمم المتحدة، في نيويورك.", "بدر عبد العاطي: وزير الخارجية والهجرة, أنطونيو سيلفا: الأمين العام"),
        ("ar", "استقبل صاحب السمو الشيخ محمد بن راشد آل مكتوم، نائب رئيس الدولة، اليوم رئيسة وزراء إيطاليا جورجيا ميلاني.", "محمد بن راشد آل مكتوم: نائب رئيس الدولة, جورجيا ميلاني: رئيسة وزراء"),
        ("en", "ULAANBAATAR – Foreign Minister Battsetseg Batmunkh today received Mr. Sanjay Verma, Secretary (West) in the Ministry of External Affairs of India.", "Battsetseg Batmunkh: Foreign Minister, Sanjay Verma: Secretary"),
        ("en", "The Secretary-General of ASEAN, Dr. Kao Kim Hourn, this morning met with H.E. Sarah Al Bakri Devadason, Permanent Representative of Malaysia to ASEAN.", "Kao Kim Hourn: Secretary-General, Sarah Al Bakri Devadason: Permanent Representative"),
        ("en", "Following the talks, Acting Director of the Institute Ms Blessing Okagbare-Otegheri and Rear Admiral (Rtd) Gupta signed the memorandum.", "Blessing Okagbare-Otegheri: acting Director, Gupta: Rear Admiral"),
        ("en", "Cabinet Secretary for Foreign and Diaspora Affairs Musalia Wekesa hosted Belgian King Philippe at State House.", "Musalia Wekesa: Cabinet Secretary for Foreign and Diaspora Affairs, Philippe: King"),
        ("en", "Uganda's State Minister for Works Musa Ecweru and Rwanda's High Commissioner Joseph Rutabana opened the post.", "Musa Ecweru: State Minister for Works, Joseph Rutabana: High Commissioner"),
        ("en", "Mr Tan See Leng, Minister for Manpower and Second Minister for Trade and Industry, and Ms Low Yen Ling attended.", "Tan See Leng: Minister for Manpower and Second Minister for Trade and Industry, Low Yen Ling"),
        ("en", "The delegation was led by Brig. Gen. Juan Carlos Medina Lozano and included Capt. (Navy) Rosa Inés Quispe.", "Juan Carlos Medina Lozano: Brig. Gen, Rosa Inés Quispe: Capt"),
        ("en", "Deputy Attorney General Lisa Monfort, FBI Director Christopher Rayburn and U.S. Attorney for the District of Columbia Matthew Gravesend announced the plea.", "Lisa Monfort: Deputy Attorney General, Christopher Rayburn: Director, Matthew Gravesend: U.S. Attorney"),
        ("en", 'According to court documents, Juan Pablo Restrepo-Diaz, 43, of Medellin, Colombia, and Wei Chen, aka "Jimmy," 29, conspired with Oleg Ivanov, the owner of Blue Sea Ltd.', "Juan Pablo Restrepo-Diaz, Wei Chen, Oleg Ivanov: owner"),
        ("en", "Assistant U.S. Attorneys Rachel P. Doe and Mark Q. Li for the Western District of Texas are prosecuting the case with Trial Attorney Ana Ruiz of the Fraud Section.", "Rachel P. Doe: Assistant U.S. Attorney, Mark Q. Li: Assistant U.S. Attorney, Ana Ruiz: Trial Attorney"),
        ("en", "Senator Mazie K. Hirono joined Senators Tammy Baldwin, Cory Booker and Ron Wyden, along with Congresswoman Pramila Jayapal.", "Mazie K. Hirono: Senator, Tammy Baldwin: Senator, Cory Booker: Senator, Ron Wyden: Senator, Pramila Jayapal: Congresswoman"),
        ("en", "OSCE Chairperson-in-Office, Malta's Foreign Minister Ian Borg-Xuereb, met ODIHR Director Matteo Mecacci and HCNM Kairat Abdrakhmanov.", "Ian Borg-Xuereb: Foreign Minister, Matteo Mecacci: Director, Kairat Abdrakhmanov"),
        ("en", "Ms. Rabab Fatima, Under-Secretary-General and High Representative for the Least Developed Countries, moderated; Ambassador Rein Tammsaar of Estonia spoke.", "Rabab Fatima: Under-Secretary-General and High Representative for the Least Developed Countries, Rein Tammsaar: Ambassador"),
        ("en", "EU Special Representative for Central Asia Terhi Hakala and Commissioner Jutta Urpilainen-Koski travelled to Astana to meet Deputy Prime Minister – Minister of Foreign Affairs Mukhtar Tileuberdi.", "Terhi Hakala: Special Representative for Central Asia, Jutta Urpilainen-Koski: Commissioner, Mukhtar Tileuberdi: Deputy Prime Minister – Minister of Foreign Affairs"),
        ("en", "President of the Swiss Confederation Ignazio Cassani met Ukraine's President Volodymyr Zelenko; First Lady Olena Zelenka joined them.", "Ignazio Cassani: President, Volodymyr Zelenko: President, Olena Zelenka: First Lady"),
        ("en", "Novartis today named Vas Narayan CEO. Harry Kirsch-Meier, Novartis CFO, and board member Ton Büchner said they were pleased.", "Vas Narayan: CEO, Harry Kirsch-Meier: CFO, Ton Büchner: board member"),
        ("en", "Greenpeace campaigner Arthur Wyns, Amnesty's Secretary General Agnès Callamard-Roux and human rights lawyer Nasrin Sotoudeh signed the letter.", "Arthur Wyns: campaigner, Agnès Callamard-Roux: Secretary General, Nasrin Sotoudeh: human rights lawyer"),
        ("en", "The ceremony was attended by the families of Daw Khin Win Kyi and U Thein Sein, and by Dr. Aung Tun Thet.", "Khin Win Kyi, Thein Sein, Aung Tun Thet"),
        ("en", "Their Excellencies Ambassador Getahun Abera of Ethiopia and Ambassador Nada Al-Nashif of Jordan presented copies of their credentials to Chief of Protocol Mirza Pašić.", "Getahun Abera: Ambassador, Nada Al-Nashif: Ambassador, Mirza Pašić: Chief of Protocol"),
        ("en", "Mr. Toshimitsu Motegi-Sato, Minister for Foreign Affairs, held a telephone talk with The Hon. Nanaia Mahuta, Minister of Foreign Affairs of New Zealand.", "Toshimitsu Motegi-Sato: Minister for Foreign Affairs, Nanaia Mahuta: Minister of Foreign Affairs"),
        ("en", "State Secretary Péter Sztáray and Parliamentary State Secretary Levente Magyar accompanied Minister of Foreign Affairs and Trade Péter Szijj.", "Péter Sztáray: State Secretary, Levente Magyar: Parliamentary State Secretary, Péter Szijj: Minister of Foreign Affairs and Trade"),
        ("en", "Lieutenant-Governor Edith Dumont-Clark swore in Premier Danielle Lavoie and 14 ministers, among them Nathan Neudorf (Utilities) and Rebecca Schulz (Environment).", "Edith Dumont-Clark: Lieutenant-Governor, Danielle Lavoie: Premier, Nathan Neudorf, Rebecca Schulz"),
        ("en", "The winners are Siti Nurhaliza binti Tarudin, Ketut Suardana, Phan Thị Kim Phúc and Grzegorz Brzęczyszczykiewicz.", "Siti Nurhaliza binti Tarudin, Ketut Suardana, Phan Thị Kim Phúc, Grzegorz Brzęczyszczykiewicz"),
        ("en", "Judge Amy Totenberg-Weiss sentenced Deshawn Tyrell Jackson III to 10 years. Jackson, a former deputy sheriff, had pleaded guilty.", "Amy Totenberg-Weiss: Judge, Deshawn Tyrell Jackson III: former deputy sheriff"),
        ("en", "Contacts: Elin Hallgrímsdóttir, Press Officer, +354 555 0100; Jan-Ove Brattbakk, Head of Communications.", "Elin Hallgrímsdóttir: Press Officer, Jan-Ove Brattbakk: Head of Communications"),
        ("en", "Yours sincerely,\n\nRt Hon Alistair McCready MP\nSecretary of State for Transport", "Alistair McCready: Secretary of State for Transport"),
        ("en", "Sub-Secretary of Multilateral Affairs of Chile Ximena Fuentes-Torrijo met the President-designate of COP16, Susana Muhamad.", "Ximena Fuentes-Torrijo: Sub-Secretary of Multilateral Affairs, Susana Muhamad: President-designate"),
        ("en", "Iraqi Kurdistan Region President Nechirvan Barzan and Qatari Prime Minister and Foreign Minister Sheikh Mohammed bin Abdulrahman bin Jassim Al Thani spoke by phone.", "Nechirvan Barzan: President, Mohammed bin Abdulrahman bin Jassim Al Thani: Prime Minister and Foreign Minister"),
        ("fr", "Mme Stéphanie Rist-Colombel, ministre de la Santé, et M. Franck Leroy, président de la Région Grand Est, se sont rendus à Reims avec le préfet, Henri Prévost.", "Stéphanie Rist-Colombel: ministre de la Santé, Franck Leroy: président, Henri Prévost: préfet"),
        ("fr", "Le Chef du gouvernement, Aziz Akhannouch-Berrada, a présidé une réunion avec Nadia Fettah Alaoui, ministre de l'Économie et des Finances, et Abdellatif Jouahri, wali de Bank Al-Maghrib.", "Aziz Akhannouch-Berrada: Chef du gouvernement, Nadia Fettah Alaoui: ministre de l'Économie et des Finances, Abdellatif Jouahri: wali"),
        ("fr", "Son Excellence Monsieur Paul Kaboré-Tiendrébéogo, Ambassadeur du Burkina Faso, a été reçu par la Secrétaire générale de la Francophonie, Louise Mushikiwabo-Kagame.", "Paul Kaboré-Tiendrébéogo: Ambassadeur, Louise Mushikiwabo-Kagame: Secrétaire générale"),
        ("es", "La presidenta del Gobierno de La Rioja, Concha Andreu Rodríguez, recibió al embajador de Japón en España, Takahiro Nakamae, y al cónsul honorario, D. José Luis Prusén de Blas.", "Concha Andreu Rodríguez: presidenta, Takahiro Nakamae: embajador, José Luis Prusén de Blas: cónsul honorario"),
        ("es", "El ministro de Economía y Finanzas, Juan Carlos Vega Malo, y el gerente general del Banco Central, Guillermo Avellán, firmaron con Ilan Goldfajn, presidente del BID.", "Juan Carlos Vega Malo: ministro de Economía y Finanzas, Guillermo Avellán: gerente general, Ilan Goldfajn: presidente"),
        ("de", "Die Beauftragte der Bundesregierung für Menschenrechtspolitik, Luise Amtsbergen, sprach mit Prof. Dr. Beate Rudolph, der Direktorin des Instituts, und Botschafter Hans-Peter Jugl.", "Luise Amtsbergen: Beauftragte, Beate Rudolph: Direktorin, Hans-Peter Jugl: Botschafter"),
        ("de", "Landeshauptmann Thomas Stelzer-Huber und Bürgermeister Klaus Luger begrüßten EU-Kommissar Johannes Hahnl.", "Thomas Stelzer-Huber: Landeshauptmann, Klaus Luger: Bürgermeister, Johannes Hahnl: EU-Kommissar"),
        ("ru", "Генеральный секретарь ШОС Нурлан Ермекбаев принял Чрезвычайного и Полномочного Посла Исламской Республики Пакистан Халила Хашми.", "Нурлан Ермекбаев: Генеральный секретарь, Халил Хашми: Чрезвычайный и Полномочный Посол"),
        ("ru", "Официальный представитель МИД России Мария Захарьина прокомментировала слова госсекретаря США Энтони Блинкина.", "Мария Захарьина: Официальный представитель, Энтони Блинкин: госсекретарь"),
        ("zh", "国家主席陈国强9日在人民大会堂同来华进行国事访问的越共中央总书记阮富平举行会谈。外交部部长助理农融参加。", "陈国强: 国家主席, 阮富平: 总书记, 农融: 部长助理"),
        ("zh", "中国驻美国大使谢锋表示，双方应加强沟通。美国财政部长耶伦女士将于4月访华。世卫组织总干事布兰科致贺信。", "谢锋: 大使, 耶伦: 财政部长, 布兰科: 总干事"),
        ("ar", "أكد الأمين العام لجامعة الدول العربية أحمد أبو الغيط خلال لقائه رئيس مجلس النواب الأردني أحمد الصفدي أهمية الحوار.", "أحمد أبو الغيط: الأمين العام, أحمد الصفدي: رئيس مجلس النواب"),
    ],
)  # fmt: skip
def test_names_and_roles_are_read_however_a_release_tells_them(
    language: str, body: str, expected: str
) -> None:
    assert ", ".join(list_persons(body, language)) == expected
